using System.Diagnostics;
using System.Globalization;

namespace Illow.AspNetCore.Tests.Servers;

/// <summary>A real PostgreSQL on a free port of the loopback address, in its own folder, that answers a write when it is on disk.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _programs;
    private readonly string[] _settings;
    private readonly DirectoryInfo _folder;
    private ServerProcess? _process;

    private PostgresServer(string[] settings)
    {
        _programs = Path.GetDirectoryName(Require.Program("initdb", DebianFolders))!;
        _settings = settings;
        _folder = Directory.CreateTempSubdirectory("illow-postgres-");
    }

    internal int Port { get; private set; } = ServerProcess.FreePort();

    internal bool IsRunning => _process is { HasExited: false };

    // Debian keeps the server's programs off the PATH
    private static IEnumerable<string> DebianFolders => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
        : [];

    private static bool HasPostgresUser =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal));

    private string Data => Path.Combine(_folder.FullName, "data");

    private string LogFile => Path.Combine(_folder.FullName, "log");

    /// <summary>What Npgsql is given to reach a database of the server. Server and user alone are enough: nobody else reaches it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="more">Further settings, such as <c>Maximum Pool Size=5</c>.</param>
    internal string ConnectionString(string database = "postgres", string more = "") =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};{more}");

    /// <summary>Starts a server; where PostgreSQL is absent, the test is skipped.</summary>
    /// <param name="settings">Settings as in postgresql.conf, such as <c>max_connections=20</c>.</param>
    internal static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var server = new PostgresServer(settings);
        try
        {
            await server.InitializeAsync();
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
                    server.Port = ServerProcess.FreePort();
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server on its port, over what it has on disk, and waits until it takes connections.</summary>
    /// <exception cref="IOException">The server ended instead.</exception>
    internal async Task StartAsync()
    {
        var elapsed = Stopwatch.StartNew();
        while (!await TryStartAsync())
        {
            var log = await File.ReadAllTextAsync(LogFile);

            // After kill -9 its children live a little longer, and as long they keep the memory that they share
            if (elapsed.Elapsed > Patience || !log.Contains("pre-existing shared memory", StringComparison.Ordinal))
            {
                throw new IOException("postgres ended: " + log);
            }

            await Task.Delay(100);
        }
    }

    /// <summary>kill -9, of the server; its children follow by themselves.</summary>
    internal async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    /// <summary>Ends the server in good order, without waiting for its clients.</summary>
    internal async Task StopAsync()
    {
        _process!.Send(ServerSignal.Interrupt);
        var elapsed = Stopwatch.StartNew();
        while (!_process.HasExited && elapsed.Elapsed < Patience)
        {
            await Task.Delay(10);
        }

        await KillAsync();
    }

    /// <summary>All its processes stand still; their connections stay open.</summary>
    internal Task PauseAsync() => SendToAllAsync(ServerSignal.Stop);

    internal Task ResumeAsync() => SendToAllAsync(ServerSignal.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Its children may still be writing
                await Task.Delay(200);
            }
        }
    }

    private async Task InitializeAsync()
    {
        Directory.CreateDirectory(Data);
        if (Environment.IsPrivilegedProcess)
        {
            await ServerProcess.RunAsync("chown", ["-R", HasPostgresUser ? "postgres" : "nobody", _folder.FullName]);
        }

        string[] arguments = ["-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
        var (program, all) = AsUnprivileged("initdb", arguments);
        await ServerProcess.RunAsync(program, all);
    }

    private async Task<bool> TryStartAsync()
    {
        await File.WriteAllTextAsync(LogFile, "");
        string[] arguments =
        [
            "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200",
            .. _settings.SelectMany(setting => new[] { "-c", setting }),
        ];
        var (program, all) = AsUnprivileged("postgres", arguments);
        _process = await ServerProcess.StartAsync(program, all, LogFile);
        var elapsed = Stopwatch.StartNew();
        while (!IsReady(_process.Id))
        {
            if (_process.HasExited || elapsed.Elapsed > Patience)
            {
                await KillAsync();
                return false;
            }

            await Task.Delay(10);
        }

        return true;
    }

    // postmaster.pid has the server's id in its first line, and its state in the eighth
    private bool IsReady(int id)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(Data, "postmaster.pid"));
            return lines.Length >= 8 && lines[0] == id.ToString(CultureInfo.InvariantCulture) && lines[7].Trim() == "ready";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task SendToAllAsync(ServerSignal signal)
    {
        // The server first, so that it starts no more children
        _process!.Send(signal);
        var children = await File.ReadAllTextAsync($"/proc/{_process.Id}/task/{_process.Id}/children");
        foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // One that has ended in the meantime stands still as well
            const string Send = "kill -\"$1\" \"$2\" 2>/dev/null || ! kill -0 \"$2\" 2>/dev/null";
            await ServerProcess.RunAsync("sh", ["-c", Send, "sh", $"{(int)signal}", child]);
        }
    }

    // PostgreSQL refuses to run as root
    private (string Program, string[] Arguments) AsUnprivileged(string program, string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        if (!Environment.IsPrivilegedProcess)
        {
            return (path, arguments);
        }

        var (user, group) = HasPostgresUser ? ("postgres", "postgres") : ("nobody", "nogroup");
        return (Require.Program("setpriv"), ["--reuid", user, "--regid", group, "--clear-groups", "--", path, .. arguments]);
    }
}
