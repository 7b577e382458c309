namespace Illow.AspNetCore.Tests.Servers;

/// <summary>Signals by their numbers on Linux.</summary>
internal enum ServerSignal
{
    Interrupt = 2,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
