using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using static Illow.AspNetCore.Redis.Tests.Deliver;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void AddRedisStore_BeforeAndAfterTheCore_IsTheStore()
    {
        var services = new ServiceCollection();
        services.AddIllowWebhooks().AddRedisStore("localhost:6379");
        services.AddIllowWebhooks();
        services.TryAddSingleton<IIllowIdempotencyStore, OtherStore>();
        Assert.Equal(
            typeof(RedisIdempotencyStore),
            Assert.Single(services, s => s.ServiceType == typeof(IIllowIdempotencyStore)).ImplementationType);
    }

    [Fact]
    public void AddRedisStore_AfterAnotherStore_TakesItsPlace()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IIllowIdempotencyStore, OtherStore>();
        services.AddIllowWebhooks().AddRedisStore("localhost:6379").AddRedisStore("localhost:6379");
        Assert.Equal(
            typeof(RedisIdempotencyStore),
            Assert.Single(services, s => s.ServiceType == typeof(IIllowIdempotencyStore)).ImplementationType);
    }

    [Fact]
    public void AddRedisStore_CalledAgain_LastConnectionCounts()
    {
        var services = new ServiceCollection();
        services.AddIllowWebhooks().AddRedisStore(_ => throw new NotSupportedException()).AddRedisStore("localhost:6379");
        using var provider = services.BuildServiceProvider();
        Assert.Equal("localhost:6379", provider.GetRequiredService<IOptions<IllowRedisStoreOptions>>().Value.Configuration);
    }

    [Fact]
    public void AddRedisStore_NothingToConnectTo_Throws()
    {
        var builder = new StoreHost.Builder(new ServiceCollection());
        Assert.Throws<ArgumentException>(() => builder.AddRedisStore(" "));
        Assert.Throws<ArgumentNullException>(() => builder.AddRedisStore((string)null!));
        Assert.Throws<ArgumentNullException>(() => builder.AddRedisStore((IConnectionMultiplexer)null!));
        Assert.Throws<ArgumentNullException>(() => builder.AddRedisStore((Func<IServiceProvider, IConnectionMultiplexer>)null!));
        Assert.Throws<ArgumentNullException>(() => builder.AddRedisStore((Action<IllowRedisStoreOptions>)null!));
    }

    public static TheoryData<string, Action<IllowRedisStoreOptions>> BadSettings => new()
    {
        { "0 are set", o => o.Configuration = null },
        { "2 are set", o => o.ConfigurationOptions = new ConfigurationOptions { EndPoints = { "localhost" } } },
        { "Configuration", o => o.Configuration = "secret-4711=no" },
        { "Configuration", o => o.Configuration = "localhost,secret-4711=no" },
        { "Configuration", o => o.Configuration = "localhost,connectTimeout=secret-4711" },
        { "Configuration", o => o.Configuration = "password=secret-4711" },
        {
            "ConfigurationOptions",
            o => (o.Configuration, o.ConfigurationOptions) = (null, new ConfigurationOptions { Password = "secret-4711" })
        },
        { "KeyPrefix", o => o.KeyPrefix = "" },
        { "Database", o => o.Database = -1 },
        { "CommandTimeout", o => o.CommandTimeout = TimeSpan.Zero },
        { "CommandTimeout", o => o.CommandTimeout = TimeSpan.FromMinutes(1) },
        { "CommandTimeout", o => o.CommandTimeout = Timeout.InfiniteTimeSpan },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task Start_SettingsThatCannotWork_NamesThemAndRepeatsNoText(string named, Action<IllowRedisStoreOptions> spoil)
    {
        await using var host = new StoreHost("localhost:6379", spoil);
        var error = Assert.Throws<OptionsValidationException>(() => host.Store);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-4711", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_OverAnApplicationsConnection_LeavesItOpen()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        foreach (var add in new Action<IIllowWebhooksBuilder>[]
        {
            builder => builder.AddRedisStore(connection),
            builder => builder.AddRedisStore(p => connection),
            builder => builder.AddRedisStore(options => options.ConnectionFactory = _ => connection),
        })
        {
            await using (var host = new StoreHost(add))
            {
                await host.Store.MustClaimAsync(NewRequest());
            }

            Assert.True(connection.IsConnected);
        }
    }

    [Fact]
    public async Task Store_FactoryThrowsAtFirst_AsksAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        var calls = 0;
        await using var host = new StoreHost(builder => builder.AddRedisStore(p => Interlocked.Increment(ref calls) == 1
            ? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "away")
            : connection));

        await Assert.ThrowsAsync<RedisConnectionException>(async () => await host.Store.ClaimAsync(NewRequest(), default));
        await UntilAnsweredAsync(async () => await host.Store.StatusAsync(NewRequest()));
        await host.Store.MustClaimAsync(NewRequest());
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Store_OfConfigurationOptions_StartsWhileRedisIsAway()
    {
        await using var server = RedisServer.Stopped();
        var configuration = new ConfigurationOptions
        {
            EndPoints = { server.Address },
            AbortOnConnectFail = true,
            ReconnectRetryPolicy = new LinearRetry(500),
        };
        await using var host = new StoreHost(builder => builder.AddRedisStore(options =>
        {
            options.ConfigurationOptions = configuration;
            options.CommandTimeout = TimeSpan.FromMilliseconds(400);
        }));
        await FailsSoonAsync(async () => await host.Store.ClaimAsync(NewRequest(), default));

        await server.StartAsync();

        await UntilAnsweredAsync(async () => await host.Store.StatusAsync(NewRequest()));
        Assert.True(configuration.AbortOnConnectFail, "the application's object is left as it is");
    }

    [Fact]
    public async Task Dispose_OfTheServices_EndsTheStoresOwnConnection()
    {
        await using var server = await RedisServer.StartAsync();
        await using var watcher = await ConnectionMultiplexer.ConnectAsync(server.Address + ",allowAdmin=true");
        var host = new StoreHost(server.Address + ",name=to-be-closed");
        var store = host.Store;
        await store.MustClaimAsync(NewRequest());
        Assert.Contains(await watcher.GetServers().Single().ClientListAsync(), client => client.Name == "to-be-closed");

        await host.DisposeAsync();

        await Eventually.HoldsAsync(
            async () => (await watcher.GetServers().Single().ClientListAsync()).All(client => client.Name != "to-be-closed"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ClaimAsync(NewRequest(), default));
    }
}
