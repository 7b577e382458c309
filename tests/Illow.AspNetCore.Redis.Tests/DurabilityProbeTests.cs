using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class DurabilityProbeTests
{
    private const int NotDurable = 100;
    private const int MayEvict = 101;
    private const int NotChecked = 102;
    private const int Unreachable = 103;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Probe_DurableServer_SaysNothing()
    {
        await using var server = await RedisServer.StartAsync();
        Assert.Empty(await LinesAsync(server.Address));
    }

    [Fact]
    public async Task Probe_NoAppendOnlyFile_WarnsOnce()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no");
        var line = Assert.Single(await LinesAsync(server.Address));
        Assert.Equal((NotDurable, LogLevel.Warning), (line.Id.Id, line.Level));
        Assert.Contains(server.Address, line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public async Task Probe_PolicyThatDropsRecords_WarnsOnce(string policy)
    {
        await using var server = await RedisServer.StartAsync([.. RedisServer.Durable, "--maxmemory-policy", policy]);
        var line = Assert.Single(await LinesAsync(server.Address));
        Assert.Equal((MayEvict, LogLevel.Warning), (line.Id.Id, line.Level));
    }

    [Fact]
    public async Task Probe_BothWrong_WarnsOfEach()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no", "--maxmemory-policy", "allkeys-random");
        Assert.Equal([NotDurable, MayEvict], (await LinesAsync(server.Address)).Select(line => line.Id.Id));
    }

    [Fact]
    public async Task Probe_OverAnApplicationsConnectionWithoutAdmin_Warns()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        Assert.Equal([NotDurable], (await LinesAsync(builder => builder.AddRedisStore(connection))).Select(line => line.Id.Id));
    }

    [Fact]
    public async Task Probe_ServerRefusesToSay_NotesItAtDebug()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no");
        await server.SayAsync("ACL SETUSER app on >secret-4711 ~illow:* +@all -info -config");

        var line = Assert.Single(await LinesAsync(server.Address + ",user=app,password=secret-4711"));

        Assert.Equal((NotChecked, LogLevel.Debug), (line.Id.Id, line.Level));
    }

    [Fact]
    public async Task Probe_ServerAway_StartsAndWarnsOnceAndChecksLater()
    {
        await using var server = RedisServer.Stopped("--appendonly", "no");
        using var host = NewHost(builder => builder.AddRedisStore(server.Address));
        await host.StartAsync().WaitAsync(TimeSpan.FromSeconds(5));
        var logs = host.Services.GetFakeLogCollector();
        await Eventually.HoldsAsync(() => Ids(logs).Contains(Unreachable));

        await server.StartAsync();
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return Ids(logs).Contains(NotDurable);
        });

        await host.StopAsync();
        Assert.Equal([Unreachable, NotDurable], Ids(logs).Where(id => id is Unreachable or NotDurable));
    }

    [Fact]
    public async Task Probe_StoppedWhileServerIsAway_EndsAtOnce()
    {
        await using var server = RedisServer.Stopped();
        using var host = NewHost(builder => builder.AddRedisStore(server.Address));
        await host.StartAsync();
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Probe_AnotherStoreWasAddedLater_DoesNotConnect()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no");
        Assert.Empty(await LinesAsync(builder =>
        {
            builder.AddRedisStore(server.Address);
            builder.Services.Replace(ServiceDescriptor.Singleton<IIllowIdempotencyStore, OtherStore>());
        }));
    }

    [Fact]
    public async Task Probe_ScopedStoreDisposedOfAsynchronouslyOnly_EndsAndSaysNothing()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no");
        Assert.Empty(await LinesAsync(builder =>
        {
            builder.AddRedisStore(server.Address);
            builder.Services.Replace(ServiceDescriptor.Scoped<IIllowIdempotencyStore, OtherAsyncStore>());
        }));
    }

    private static IEnumerable<int> Ids(FakeLogCollector logs) =>
        logs.GetSnapshot().Where(line => line.Category == "Illow.AspNetCore.Redis").Select(line => line.Id.Id);

    private Task<List<FakeLogRecord>> LinesAsync(string configuration) => LinesAsync(builder => builder.AddRedisStore(configuration));

    private async Task<List<FakeLogRecord>> LinesAsync(Action<IIllowWebhooksBuilder> add)
    {
        using var host = NewHost(add);
        await host.StartAsync();
        await host.Services.GetServices<IHostedService>().OfType<DurabilityProbe>().Single()
            .ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(15));
        await host.StopAsync();
        var lines = host.Services.GetFakeLogCollector().GetSnapshot();
        Assert.DoesNotContain(lines, line => line.ToString().Contains("secret-4711", StringComparison.Ordinal));
        return [.. lines.Where(line => line.Category == "Illow.AspNetCore.Redis")];
    }

    private IHost NewHost(Action<IIllowWebhooksBuilder> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddFakeLogging().SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(_time);
        add(new StoreHost.Builder(builder.Services));
        return builder.Build();
    }
}
