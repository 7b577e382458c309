using System.Diagnostics;

namespace Illow.Webhooks.Tests.Signatures.Policy;

/// <summary>Runs programs, and probes in processes of their own over a changed host.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a probe and returns the "name = value" lines that it wrote.</summary>
    internal static async Task<Dictionary<string, string>> ProbeAsync(string probe, Dictionary<string, string> environment)
    {
        var assembly = typeof(ChildProcess).Assembly.Location;
        environment[StartupHook.Variable] = probe;
        environment["DOTNET_STARTUP_HOOKS"] = assembly;
        var output = await RunAsync(DotnetPath(), [assembly], environment);
        return output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(" = ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }

    internal static async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }

    private static string DotnetPath() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : Require.Program("dotnet");
}
