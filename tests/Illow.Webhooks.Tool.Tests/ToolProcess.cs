using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>The tool as a process of its own, its output redirected.</summary>
internal sealed class ToolProcess : IDisposable
{
    private const int Interrupt = 2;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ToolProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    internal static ToolProcess Start(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Illow.Webhooks.Tool.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>What Ctrl+C does.</summary>
    internal void SendInterrupt() => Assert.Equal(0, Kill(_process.Id, Interrupt));

    internal async Task<ToolRun> EndAsync()
    {
        await _process.WaitForExitAsync();
        return new ToolRun(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
