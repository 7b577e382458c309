using System.Collections.Concurrent;
using System.Diagnostics;

namespace QueuedSample.Demo;

/// <summary>This program again, as the receiver: started, killed as by kill -9, and started again.</summary>
internal sealed class ReceiverProcess(IEnumerable<string> arguments) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;

    internal async Task<Uri> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ReceiverProcess).Assembly.Location);
        }

        string[] own = [DemoRun.ReceiverSwitch, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None"];
        foreach (var argument in arguments.Concat(own))
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) => Read(line.Data, address);
        _process.BeginOutputReadLine();
        return await address.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Waits until the receiver, or one before it, has written a line with this text.</summary>
    internal async Task WritesAsync(string text, TimeSpan timeout)
    {
        var started = Stopwatch.GetTimestamp();
        while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            if (Stopwatch.GetElapsedTime(started) > timeout)
            {
                throw new TimeoutException($"The receiver did not write '{text}' within {timeout}.");
            }

            await Task.Delay(50);
        }
    }

    internal async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }
    }

    private void Read(string? line, TaskCompletionSource<Uri> address)
    {
        if (line is null)
        {
            address.TrySetException(new InvalidOperationException("The receiver ended."));
            return;
        }

        if (line.StartsWith(DemoRun.ListeningLine, StringComparison.Ordinal))
        {
            address.TrySetResult(new Uri(line[DemoRun.ListeningLine.Length..]));
            return;
        }

        _lines.Enqueue(line);
        Console.WriteLine(line);
    }
}
