using System.Net;
using System.Net.Sockets;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>What is prepared is kept by its session, and written once unless the handler takes long.</summary>
public sealed class PostgresPreparedTests(PostgresDatabase database) : IAsyncLifetime, IClassFixture<PostgresDatabase>
{
    private static readonly TimeSpan Retention = TimeSpan.FromSeconds(100);

    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Execute_SessionIsTheServersOwn_PreparesClaimAndCommit()
    {
        await using var host = NewHost(OwnSession);
        for (var i = 0; i < 3; i++)
        {
            await ExecuteAsync(host);
        }

        var prepared = await PreparedAsync(host);
        Assert.Contains(prepared, text => text.StartsWith("INSERT INTO", StringComparison.Ordinal));
        Assert.Contains(prepared, text => text.StartsWith("SELECT 1 / count(*)", StringComparison.Ordinal));
        Assert.Contains("COMMIT", prepared);
    }

    [Fact]
    public async Task Execute_SessionBehindAPooler_PreparesNothing()
    {
        var server = new NpgsqlConnectionStringBuilder(OwnSession);
        await using var pooler = new Pooler(server.Host!, server.Port);
        (server.Host, server.Port, server.SslMode) = ("127.0.0.1", pooler.Port, SslMode.Disable);
        await using var host = NewHost(server.ConnectionString);
        for (var i = 0; i < 3; i++)
        {
            await ExecuteAsync(host);
        }

        Assert.Empty(await PreparedAsync(host));
    }

    [Fact]
    public async Task Execute_ApplicationLetsGoOfWhatIsPrepared_RunsAgainWithoutIt()
    {
        await using var host = NewHost(OwnSession);
        await ExecuteAsync(host);
        await ExecuteAsync(host);
        await ExecuteAsync(host, db => db.Database.ExecuteSqlRawAsync("DEALLOCATE ALL"));

        await ExecuteAsync(host);
        Assert.Empty(await PreparedAsync(host));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1200)]
    public async Task Execute_HandlerTakesAWhile_RetentionBeginsAtItsEnd(int milliseconds)
    {
        await using var host = NewHost(OwnSession);
        var end = 0L;
        var scope = await ExecuteAsync(host, async db =>
        {
            // A record is given a hundredth of its retention for its handler
            await Task.Delay(milliseconds);
            end = await db.Database.SqlQueryRaw<long>(
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS \"Value\"").SingleAsync();
        });

        await using var context = database.NewContext();
        var key = scope.ToArray();
        var expires = await context.Set<Dictionary<string, object>>("IllowWebhookInbox")
            .Where(row => EF.Property<byte[]>(row, "Scope") == key).Select(row => EF.Property<long>(row, "ExpiresAt")).SingleAsync();
        Assert.InRange(TimeSpan.FromMicroseconds(expires - end), Retention, Retention + TimeSpan.FromSeconds(60));
    }

    private string OwnSession => $"{database.ConnectionString};Maximum Pool Size=1;Application Name={Guid.NewGuid():N}";

    private static StoreHost NewHost(string connection) =>
        new(options => options.UseNpgsql(connection), options => options.Transactional = true);

    private static async Task<IllowDigest> ExecuteAsync(StoreHost host, Func<AppDb, Task>? handler = null)
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        var result = await host.ExecuteAsync(new IllowClaimRequest(digest, digest, TimeSpan.FromMinutes(1), Retention), async (_, db) =>
        {
            await (handler?.Invoke(db) ?? Task.CompletedTask);
            return true;
        });
        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        return digest;
    }

    private static async Task<List<string>> PreparedAsync(StoreHost host)
    {
        var prepared = new List<string>();
        await ExecuteAsync(host, async db => prepared = await db.Database.SqlQueryRaw<string>(
            "SELECT statement AS \"Value\" FROM pg_prepared_statements").ToListAsync());
        return prepared;
    }

    /// <summary>Says that another process serves a connection than does, as poolers do.</summary>
    private sealed class Pooler : IAsyncDisposable
    {
        private const int MessageHead = 5;

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _clients = [];
        private readonly Task _accepting;

        internal Pooler(string host, int port)
        {
            _listener.Start();
            _accepting = AcceptAsync(host, port);
        }

        internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            foreach (var client in _clients)
            {
                client.Dispose();
            }

            await _accepting;
        }

        private async Task AcceptAsync(string host, int port)
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    var server = new TcpClient();
                    _clients.AddRange([client, server]);
                    await server.ConnectAsync(host, port);
                    _ = client.GetStream().CopyToAsync(server.GetStream());
                    _ = AnswerAsync(server.GetStream(), client.GetStream());
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test has ended
            }
        }

        private static async Task AnswerAsync(NetworkStream server, NetworkStream client)
        {
            var head = new byte[MessageHead];
            do
            {
                await server.ReadExactlyAsync(head);
                var body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
                await server.ReadExactlyAsync(body);
                if (head[0] == 'K')
                {
                    body[3] ^= 1;
                }

                await client.WriteAsync(head);
                await client.WriteAsync(body);
            }
            while (head[0] != 'Z');

            await server.CopyToAsync(client);
        }
    }
}
