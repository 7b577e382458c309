using System.Collections.Concurrent;
using System.Diagnostics;
using Illow.AspNetCore.Tests.Docs;

namespace Illow.AspNetCore.Tests.Samples;

/// <summary>The built sample as a process of its own, as <c>dotnet run</c> starts it, on a free port of this machine.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private SampleProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? string.Empty);
        process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? string.Empty);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal string Output => string.Join('\n', _lines);

    internal static string Folder => Repository.PathOf("samples/MvcSample");

    internal static SampleProcess Start(string environment, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Dotnet.Path)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                $"bin/{Dotnet.Configuration}/net10.0/MvcSample.dll",
                "--environment",
                environment,
                "--urls",
                "http://127.0.0.1:0",
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new SampleProcess(new Process { StartInfo = start });
    }

    internal async Task<Uri> ListeningAsync()
    {
        await SaysAsync(Listening);
        var line = _lines.First(l => l.Contains(Listening, StringComparison.Ordinal));
        return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
    }

    internal async Task SaysAsync(string text)
    {
        var started = Stopwatch.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Patience && !_process.HasExited,
                $"The sample did not say \"{text}\":\n{Output}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    internal async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
