using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Illow.AspNetCore.Tests.Servers;

/// <summary>A real MariaDB on a free port of the loopback address, in its own folder, that answers a write when it is on disk.</summary>
internal sealed class MariaDbServer : IAsyncDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _program = Require.Program("mariadbd", "/usr/sbin");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-mariadb-");
    private ServerProcess? _process;

    internal int Port { get; private set; } = ServerProcess.FreePort();

    internal bool IsRunning => _process is { HasExited: false };

    private string Data => Path.Combine(_folder.FullName, "data");

    private string LogFile => Path.Combine(_folder.FullName, "log");

    // As root MariaDB asks for a user to become
    private static string[] User => Environment.IsPrivilegedProcess ? ["--user=mysql"] : [];

    /// <summary>What MySql.Data is given to reach a database of the server.</summary>
    /// <param name="database">The database.</param>
    /// <param name="more">Further settings, such as <c>Maximum Pool Size=5</c>.</param>
    internal string ConnectionString(string database, string more = "") => string.Create(
        CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={Port};User ID=root;Database={database};SslMode=Disabled;{more}");

    /// <summary>Starts a server; where MariaDB is absent, the test is skipped.</summary>
    internal static async Task<MariaDbServer> StartAsync()
    {
        var server = new MariaDbServer();
        try
        {
            await server.InitializeAsync();
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server over what it has on disk, and waits until it takes connections.</summary>
    /// <exception cref="IOException">The server ended instead.</exception>
    internal async Task StartAgainAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            _process = await ServerProcess.StartAsync(
                _program,
                [
                    "--no-defaults",
                    $"--datadir={Data}",
                    .. User,
                    string.Create(CultureInfo.InvariantCulture, $"--port={Port}"),
                    "--bind-address=127.0.0.1",
                    $"--socket={Path.Combine(_folder.FullName, "socket")}",
                    "--skip-name-resolve",
                    "--innodb-flush-log-at-trx-commit=1",
                    "--max-connections=300",
                    "--connect-timeout=60",

                    // The default, and names between double quotes as elsewhere
                    "--sql-mode=ANSI_QUOTES,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
                ],
                LogFile);
            if (await IsReadyAsync())
            {
                return;
            }

            await KillAsync();
            if (attempt == Attempts)
            {
                throw new IOException("mariadbd ended: " + await File.ReadAllTextAsync(LogFile));
            }
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

    /// <summary>Ends the server in good order.</summary>
    internal async Task StopAsync()
    {
        _process!.Send(ServerSignal.Terminate);
        var elapsed = Stopwatch.StartNew();
        while (!_process.HasExited && elapsed.Elapsed < Patience)
        {
            await Task.Delay(10);
        }

        await KillAsync();
    }

    /// <summary>The process stands still; its connections stay open.</summary>
    internal void Pause() => _process!.Send(ServerSignal.Stop);

    internal void Resume() => _process!.Send(ServerSignal.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await ServerProcess.RunAsync("chown", ["mysql", _folder.FullName]);
        }

        await ServerProcess.RunAsync(
            Require.Program("mariadb-install-db"),
            [
                "--no-defaults", $"--datadir={Data}", .. User,
                "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
            ]);
    }

    private async Task<bool> IsReadyAsync()
    {
        var elapsed = Stopwatch.StartNew();
        while (!_process!.HasExited && elapsed.Elapsed < Patience)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        return false;
    }
}
