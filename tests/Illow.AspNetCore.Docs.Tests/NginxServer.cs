using System.Globalization;
using System.Net.Sockets;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Servers;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>A real nginx with the configuration of docs/how-to/reverse-proxies.md; where nginx is absent, the test is skipped.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-nginx-");
    private ServerProcess? _process;

    internal Uri Address { get; private set; } = null!;

    private static string Shown =>
        Assert.Single(Markdown.Load("docs/how-to/reverse-proxies.md").Blocks, block => block.Language == "nginx").Code;

    /// <param name="receiver">The application behind it.</param>
    /// <param name="more">Directives for all servers.</param>
    internal static async Task<NginxServer> StartAsync(Uri receiver, string more = "")
    {
        var program = Require.Program("nginx", "/usr/sbin", "/usr/local/sbin");
        var server = new NginxServer();
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // Somebody else may take the port before nginx does
            if (await server.ListensAsync(program, receiver, more))
            {
                return server;
            }
        }

        var log = await File.ReadAllTextAsync(server.PathOf("log"));
        await server.DisposeAsync();
        throw new IOException("nginx does not listen: " + log);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Delete(recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task<bool> ListensAsync(string program, Uri receiver, string more)
    {
        await EndAsync();
        var port = ServerProcess.FreePort();
        Address = new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;
        Assert.Contains("server 127.0.0.1:5080;", Shown, StringComparison.Ordinal);
        Assert.Contains("listen 80;", Shown, StringComparison.Ordinal);
        var shown = Shown
            .Replace("server 127.0.0.1:5080;", $"server {receiver.Authority};", StringComparison.Ordinal)
            .Replace("listen 80;", string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{port};"), StringComparison.Ordinal);
        var kinds = new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" };
        var places = string.Concat(kinds.Select(kind => $"{kind}_temp_path {PathOf(kind)};\n"));
        await File.WriteAllTextAsync(
            PathOf("nginx.conf"),
            $"daemon off;\nmaster_process off;\npid {PathOf("pid")};\nevents {{ }}\n"
            + $"http {{\naccess_log off;\n{places}{more}\n{shown}}}\n");
        string[] arguments = ["-p", _folder.FullName, "-e", PathOf("errors"), "-c", PathOf("nginx.conf")];
        _process = await ServerProcess.StartAsync(program, arguments, PathOf("log"));
        for (var wait = 0; wait < 500 && !_process.HasExited; wait++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(Address.Host, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        return false;
    }

    private async Task EndAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }
}
