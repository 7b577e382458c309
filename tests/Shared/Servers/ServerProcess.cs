using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Illow.AspNetCore.Tests.Servers;

/// <summary>A server's process, which ends with the tests whatever becomes of them.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // The shell writes the server's id, and kills the server once the tests close its input, which they do even when they are killed
    private const string Guard = """
        log=$1; shift
        exec 3<&0 2>/dev/null
        "$@" >>"$log" 2>&1 3<&- &
        server=$!
        echo $server
        (read -r _ <&3; kill -9 $server) >/dev/null &
        watch=$!
        wait $server
        kill $watch
        """;

    private readonly Process _guard;

    private ServerProcess(Process guard, int id)
    {
        _guard = guard;
        Id = id;
    }

    internal int Id { get; }

    internal bool HasExited => _guard.HasExited;

    /// <summary>Starts a program whose output goes to a file.</summary>
    internal static async Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments, string log)
    {
        var guard = Process.Start(new ProcessStartInfo("sh", ["-c", Guard, "sh", log, program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var id = await guard.StandardOutput.ReadLineAsync();
        return new ServerProcess(guard, int.Parse(id!, CultureInfo.InvariantCulture));
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="IOException">It ended with another code than 0.</exception>
    internal static async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new IOException($"{program} ended with {process.ExitCode}: {await output}{await errors}");
        }
    }

    /// <summary>A port of the loopback address that nobody listened on a moment ago.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>kill -9, and waits until the process is gone.</summary>
    internal async Task KillAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
    }

    internal void Send(ServerSignal signal)
    {
        if (Kill(Id, (int)signal) != 0)
        {
            throw new InvalidOperationException($"{signal} did not reach process {Id}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _guard.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
