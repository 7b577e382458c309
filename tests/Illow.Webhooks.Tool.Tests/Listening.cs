using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>The command listen while it runs, in this process.</summary>
internal sealed class Listening : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<char> _keys = Channel.CreateUnbounded<char>();
    private readonly Task<ToolRun> _run;
    private readonly WatchedWriter _output = new();

    private Listening(Folder folder, string[] more) => _run = RunAsync(folder, more);

    internal string Authority { get; private set; } = "";

    /// <summary>Its run, which ends by itself after --count deliveries.</summary>
    internal Task<ToolRun> Run => _run;

    internal static async Task<Listening> StartAsync(Folder folder, params string[] more)
    {
        var listening = new Listening(folder, more);
        var line = await listening._output.WaitForAsync(@"http://(127\.0\.0\.1:\d+)", listening._run);
        listening.Authority = line.Groups[1].Value;
        return listening;
    }

    /// <summary>Waits for a line on either stream.</summary>
    internal Task WaitForAsync(string pattern) => _output.WaitForAsync(pattern, _run);

    internal void Press(char key) => _keys.Writer.TryWrite(key);

    /// <summary>Sends bytes as they are, and reads the answer to its end.</summary>
    internal async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", int.Parse(Authority.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
        await using var stream = client.GetStream();
        var closing = request.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(closing));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    internal async Task<ToolRun> EndAsync()
    {
        await _end.CancelAsync();
        return await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task<ToolRun> RunAsync(Folder folder, string[] more)
    {
        using var output = new WatchedWriter.Part(_output);
        using var error = new WatchedWriter.Part(_output);
        var host = new ToolHost
        {
            Input = Stream.Null,
            Output = output,
            Error = error,
            Folder = folder.Name,
            KeyPresses = _keys.Reader.ReadAllAsync(),
        };
        var code = await host.RunAsync(["listen", "--port", "0", "--out", folder.Name, .. more], _end.Token);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>All that is written, line by line, for whoever waits for a line.</summary>
    private sealed class WatchedWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        internal async Task<Match> WaitForAsync(string pattern, Task<ToolRun> run)
        {
            while (true)
            {
                var line = _lines.Reader.ReadAsync().AsTask();
                if (await Task.WhenAny(line, run) == run && !line.IsCompleted)
                {
                    throw new InvalidOperationException($"it ended before it wrote {pattern}: {(await run).Error}");
                }

                if (Regex.Match(await line, pattern) is { Success: true } match)
                {
                    return match;
                }
            }
        }

        internal sealed class Part(WatchedWriter whole) : StringWriter
        {
            public override void WriteLine(string? value)
            {
                base.WriteLine(value);
                whole._lines.Writer.TryWrite(value ?? "");
            }

            public override Task WriteLineAsync(string? value)
            {
                WriteLine(value);
                return Task.CompletedTask;
            }
        }
    }
}
