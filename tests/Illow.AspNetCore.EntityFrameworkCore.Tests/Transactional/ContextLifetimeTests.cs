using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>A handler's context has to be the one whose transaction the store commits; where it is another, nothing is claimed.</summary>
public sealed class ContextLifetimeTests(SqliteDatabase database) : IAsyncLifetime, IClassFixture<SqliteDatabase>
{
    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(ServiceLifetime.Transient)]
    [InlineData(ServiceLifetime.Singleton)]
    public async Task Execute_ContextOfAnotherLifetime_ThrowsBeforeTheClaimAndNamesTheLifetime(ServiceLifetime lifetime)
    {
        await using var services = NewServices(s => s.AddDbContext<AppDb>(database.Configure, lifetime));

        var exception = await RefusedAsync(services);

        Assert.Contains(lifetime.ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddDbContext<AppDb>()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_TransientFactory_ThrowsBeforeTheClaimAndNamesTheLifetime()
    {
        await using var services = NewServices(s => s.AddDbContextFactory<AppDb>(database.Configure, ServiceLifetime.Transient));

        Assert.Contains("Transient", (await RefusedAsync(services)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_FactoryAlone_ThrowsBeforeTheClaimAndNamesTheFactory()
    {
        await using var services = NewServices(s => s.AddSingleton<IDbContextFactory<AppDb>>(new OwnFactory(database)));

        Assert.Contains("IDbContextFactory<AppDb>", (await RefusedAsync(services)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scoped")]
    [InlineData("pool")]
    [InlineData("factory")]
    [InlineData("pooled factory")]
    public async Task Execute_ContextOfTheRequestsScope_Runs(string registration)
    {
        await using var services = NewServices(s => _ = registration switch
        {
            "scoped" => s.AddDbContext<AppDb>(database.Configure),
            "pool" => s.AddDbContextPool<AppDb>(database.Configure),
            "factory" => s.AddDbContextFactory<AppDb>(database.Configure),
            _ => s.AddPooledDbContextFactory<AppDb>(database.Configure),
        });
        var effect = Guid.NewGuid().ToString();
        await using var scope = services.CreateAsyncScope();

        var result = await StoreOf(services).ExecuteAsync(NewRequest(), scope.ServiceProvider, async _ =>
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            db.Effects.Add(new Effect { Name = effect });
            await db.SaveChangesAsync();
            return false;
        }, default);

        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.DoesNotContain(effect, await database.EffectsAsync());
    }

    [Fact]
    public async Task Claim_FactoryAlone_LeasedWorks()
    {
        await using var services = NewServices(
            s => s.AddSingleton<IDbContextFactory<AppDb>>(new OwnFactory(database)),
            transactional: false);
        var store = StoreOf(services);

        var result = await store.ClaimAsync(NewRequest(), default);

        Assert.True(await store.CompleteAsync(result.Claim, TimeSpan.FromDays(1), default));
    }

    [Fact]
    public async Task Start_TransientContext_LogsAnErrorThatNamesTheLifetime()
    {
        await using var services = NewServices(s => s.AddDbContext<AppDb>(database.Configure, ServiceLifetime.Transient));
        var maintenance = services.GetServices<IHostedService>().Single(service => service.GetType().Name == "InboxMaintenance");
        await maintenance.StartAsync(default);
        await maintenance.StopAsync(default);

        var line = Assert.Single(services.GetFakeLogCollector().GetSnapshot(), line => line.Id.Id == 210);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("Transient", line.Message, StringComparison.Ordinal);
    }

    private static async Task<InvalidOperationException> RefusedAsync(ServiceProvider services)
    {
        var ran = false;
        await using var scope = services.CreateAsyncScope();
        var request = NewRequest();
        var store = StoreOf(services);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.ExecuteAsync(
            request, scope.ServiceProvider, _ => Task.FromResult(ran = true), default));
        Assert.False(ran);
        Assert.Equal(IllowClaimStatus.Claimed, (await store.ClaimAsync(request, default)).Status);
        return exception;
    }

    private static IIllowTransactionalStore StoreOf(ServiceProvider services) =>
        Assert.IsType<IIllowTransactionalStore>(services.GetRequiredService<IIllowIdempotencyStore>(), exactMatch: false);

    private static ServiceProvider NewServices(Action<IServiceCollection> context, bool transactional = true)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => logging.AddFakeLogging());
        context(services);
        services.AddIllowWebhooks().AddEntityFrameworkStore<AppDb>(options => options.Transactional = transactional);
        return services.BuildServiceProvider();
    }

    private static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }

    private sealed class OwnFactory(TestDatabase database) : IDbContextFactory<AppDb>
    {
        public AppDb CreateDbContext() => database.NewContext();
    }
}
