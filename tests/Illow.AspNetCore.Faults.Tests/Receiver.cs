using System.Diagnostics;
using System.Reflection;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>A receiver as a process of its own, to be killed, paused and started again at the same port.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly Arena _arena;
    private Process _process = null!;

    private Receiver(Arena arena) => _arena = arena;

    internal Uri Address { get; private set; } = null!;

    internal bool HasExited => _process.HasExited;

    internal static async Task<Receiver> StartAsync(Arena arena)
    {
        var receiver = new Receiver(arena);
        await receiver.StartAsync();
        return receiver;
    }

    internal async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var metadata = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>();
        start.ArgumentList.Add(metadata.First(a => a.Key == "ReceiverAssembly").Value!);
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(Address?.ToString() ?? "http://127.0.0.1:0");
        foreach (var (name, value) in _arena.Settings)
        {
            start.ArgumentList.Add($"--{name}={value}");
        }

        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync();
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (line?.StartsWith("listening ", StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException("The receiver did not start: " + line + await errors);
        }

        _ = _process.StandardOutput.ReadToEndAsync();
        Address = new Uri(line["listening ".Length..]);
    }

    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Starts it again if it has died, as an orchestrator would.</summary>
    internal async Task ReviveAsync()
    {
        if (HasExited)
        {
            _process.Dispose();
            await StartAsync();
        }
    }

    internal Task SignalAsync(string signal) =>
        Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExitAsync();

    internal Task<bool> ExitsWithinAsync(TimeSpan time) => Task.Run(() => _process.WaitForExit(time));

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            // A stopped process does not die before it goes on
            await SignalAsync("-CONT");
            Kill();
        }

        _process.Dispose();
    }
}
