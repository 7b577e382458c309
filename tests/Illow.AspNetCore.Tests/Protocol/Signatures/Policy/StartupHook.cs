using Illow.AspNetCore.Tests.Protocol.Signatures.Policy;

/// <summary>
/// The runtime runs this before Main where DOTNET_STARTUP_HOOKS names this assembly (the name and the missing namespace are the
/// runtime's rule). The probe has to run without the test framework, which needs hashes that a probed host may not have.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(HostProbe.Variable) is not null)
        {
            HostProbe.Run();
            Environment.Exit(0);
        }
    }
}
