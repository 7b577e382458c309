using System.Globalization;
using System.Net.Sockets;

namespace Illow.AspNetCore.Tests.Servers;

/// <summary>A real redis-server on a free port of the loopback address, in a folder of its own.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly string _program;
    private readonly string[] _settings;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-redis-");
    private ServerProcess? _process;

    private RedisServer(string program, string[] settings)
    {
        _program = program;
        _settings = settings;
    }

    /// <summary>Every write is on disk before it is answered.</summary>
    internal static string[] Durable => ["--appendonly", "yes", "--appendfsync", "always"];

    internal int Port { get; private set; } = ServerProcess.FreePort();

    /// <summary>Where a cluster's nodes talk to each other. The default, ten thousand above the port, may not be a port.</summary>
    internal int BusPort { get; private set; } = ServerProcess.FreePort();

    internal string Address => "127.0.0.1:" + Text(Port);

    /// <summary>Starts a server; where redis-server is absent, the test is skipped.</summary>
    /// <param name="settings">Settings as on the command line; none for <see cref="Durable"/>.</param>
    internal static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = Stopped(settings);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await server.StartAsync();
                    return server;
                }
                catch (IOException) when (attempt < Attempts)
                {
                    // Somebody else may have taken the port
                    await server.KillAsync();
                    server.Port = ServerProcess.FreePort();
                    server.BusPort = ServerProcess.FreePort();
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server that is not started yet; where redis-server is absent, the test is skipped.</summary>
    internal static RedisServer Stopped(params string[] settings) =>
        new(Require.Program("redis-server"), settings.Length > 0 ? settings : Durable);

    /// <summary>Starts the server, over what it has on disk, and waits until it answers.</summary>
    /// <exception cref="IOException">The server ended instead.</exception>
    internal async Task StartAsync()
    {
        var log = Path.Combine(_folder.FullName, "log");
        string[] place = ["--port", Text(Port), "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", ""];
        string[] cluster = _settings.Contains("--cluster-enabled")
            ? ["--cluster-port", Text(BusPort), "--cluster-announce-ip", "127.0.0.1"]
            : [];
        _process = await ServerProcess.StartAsync(_program, [.. place, .. cluster, .. _settings], log);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await AnswersAsync(deadline.Token))
        {
            if (_process.HasExited)
            {
                throw new IOException("redis-server ended: " + await File.ReadAllTextAsync(log, deadline.Token));
            }

            await Task.Delay(10, deadline.Token);
        }
    }

    /// <summary>kill -9.</summary>
    internal async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    /// <summary>The process stands still; its connections stay open.</summary>
    internal void Pause() => _process!.Send(ServerSignal.Stop);

    internal void Resume() => _process!.Send(ServerSignal.Continue);

    /// <summary>Sends a command and gives the first line of its answer.</summary>
    /// <exception cref="IOException">The server does not answer, or answers with an error.</exception>
    internal async Task<string> SayAsync(string command, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            await using var stream = client.GetStream();
            await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync(command);
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadLineAsync(cancellationToken) ?? "";
            return answer.StartsWith('-') || answer.Length == 0 ? throw new IOException($"redis-server answered '{answer}'.") : answer;
        }
        catch (SocketException error)
        {
            throw new IOException("redis-server does not answer.", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SayAsync("PING", cancellationToken) == "+PONG";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
