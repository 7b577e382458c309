using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Registration;

public sealed class RegistrationTests(SqliteDatabase database) : IAsyncLifetime, IClassFixture<SqliteDatabase>
{
    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AddEntityFrameworkStore_AnotherStoreBeforeOrAfter_TakesItsPlace()
    {
        var services = NewServices();
        services.AddSingleton<IIllowIdempotencyStore, OtherStore>();
        services.AddIllowWebhooks().AddEntityFrameworkStore<AppDb>();
        services.AddIllowWebhooks();
        services.TryAddSingleton<IIllowIdempotencyStore, OtherStore>();
        await using var provider = services.BuildServiceProvider();

        var store = Assert.Single(provider.GetServices<IIllowIdempotencyStore>());
        Assert.Equal(IllowClaimStatus.Claimed, (await store.ClaimAsync(NewRequest(), default)).Status);
    }

    [Fact]
    public async Task AddEntityFrameworkStore_Twice_TheLastContextCounts()
    {
        var services = NewServices();
        services.AddIllowWebhooks().AddEntityFrameworkStore<NoInboxDb>().AddEntityFrameworkStore<AppDb>();
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(
            IllowClaimStatus.Claimed,
            (await provider.GetRequiredService<IIllowIdempotencyStore>().ClaimAsync(NewRequest(), default)).Status);
        Assert.Single(provider.GetServices<IHostedService>(), service => service.GetType().Name == "InboxMaintenance");
    }

    [Fact]
    public async Task AddEntityFrameworkStore_Default_IsLeased()
    {
        var services = NewServices();
        services.AddIllowWebhooks().AddEntityFrameworkStore<AppDb>();
        await using var provider = services.BuildServiceProvider();

        var store = provider.GetRequiredService<IIllowIdempotencyStore>();
        Assert.False(Assert.IsType<IIllowTransactionalStore>(store, exactMatch: false).IsTransactional);
    }

    [Fact]
    public async Task AddEntityFrameworkStore_Transactional_SaysSo()
    {
        var services = NewServices();
        services.AddIllowWebhooks().AddEntityFrameworkStore<AppDb>(o => o.Transactional = true);
        await using var provider = services.BuildServiceProvider();

        var store = provider.GetRequiredService<IIllowIdempotencyStore>();
        Assert.True(Assert.IsType<IIllowTransactionalStore>(store, exactMatch: false).IsTransactional);
    }

    [Theory]
    [InlineData("pool")]
    [InlineData("factory")]
    [InlineData("pooled factory")]
    public async Task Store_ContextOfAnyRegistration_ClaimsAndCompletes(string registration)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        _ = registration switch
        {
            "pool" => services.AddDbContextPool<AppDb>(database.Configure),
            "factory" => services.AddDbContextFactory<AppDb>(database.Configure),
            _ => services.AddPooledDbContextFactory<AppDb>(database.Configure),
        };
        services.AddIllowWebhooks().AddEntityFrameworkStore<AppDb>();
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        var store = provider.GetRequiredService<IIllowIdempotencyStore>();

        var result = await store.ClaimAsync(NewRequest(), default);

        Assert.True(await store.CompleteAsync(result.Claim, TimeSpan.FromDays(1), default));
    }

    [Fact]
    public async Task Start_ModelWithoutInbox_FailsAndNamesTheCall()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync<NoInboxDb>());

        Assert.Contains("modelBuilder.AddIllowWebhookInbox()", exception.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(NoInboxDb), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ContextNotRegistered_FailsAndNamesTheCall()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync<AppDb>(services => services.RemoveAll<AppDb>()));

        Assert.Contains("AddDbContext<AppDb>()", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(-5, 1000)]
    [InlineData(60, 0)]
    [InlineData(60, 100_001)]
    public async Task Start_OptionsOutOfRange_FailsAndNamesThem(int seconds, int batchSize)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync<AppDb>(configure: o =>
        {
            o.CleanupInterval = TimeSpan.FromSeconds(seconds);
            o.CleanupBatchSize = batchSize;
        }));

        Assert.Contains("Cleanup", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_UnknownProvider_WarnsOnceThatThisHostsClockCounts()
    {
        await using var host = new StoreHost(database.Configure, options => options.Provider = "Any");
        await host.Store.ClaimAsync(NewRequest(), default);
        await host.Store.ClaimAsync(NewRequest(), default);

        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Id == 208);
    }

    private async Task StartAsync<TContext>(
        Action<IServiceCollection>? change = null, Action<IllowEntityFrameworkStoreOptions>? configure = null)
        where TContext : DbContext
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        foreach (var service in NewServices())
        {
            builder.Services.Add(service);
        }

        builder.Services.AddIllowWebhooks(options => options.Webhooks["default"] = new IllowWebhookRegistrationOptions { PublicKey = Key })
            .AddEntityFrameworkStore<TContext>(configure);
        change?.Invoke(builder.Services);
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }

    private static string Key
    {
        get
        {
            using var key = System.Security.Cryptography.RSA.Create(2048);
            return key.ExportSubjectPublicKeyInfoPem();
        }
    }

    private ServiceCollection NewServices()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddDbContext<AppDb>(database.Configure);
        services.AddDbContext<NoInboxDb>(database.Configure);
        return services;
    }

    private static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }
}
