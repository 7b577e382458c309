using Illow.AspNetCore.Tests.Policy;

/// <summary>
/// The runtime runs this before Main where DOTNET_STARTUP_HOOKS names this assembly (the name and the missing namespace are the
/// runtime's rule). A probe has to run without the test framework, which needs hashes that a probed host may not have.
/// </summary>
internal static class StartupHook
{
    /// <summary>The environment variable that names the probe to run.</summary>
    internal const string Variable = "ILLOW_HOST_PROBE";

    public static void Initialize()
    {
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case ReceiverProbe.Name:
                ReceiverProbe.RunAsync(managed: false).GetAwaiter().GetResult();
                break;
            case ReceiverProbe.ManagedName:
                ReceiverProbe.RunAsync(managed: true).GetAwaiter().GetResult();
                break;
            default:
                return;
        }

        Environment.Exit(0);
    }
}
