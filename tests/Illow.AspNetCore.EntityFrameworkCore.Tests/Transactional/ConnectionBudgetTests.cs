using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>Many more deliveries at once than the pool has connections: they wait for each other, and none for itself.</summary>
public abstract class ConnectionBudgetTests(TestDatabase database)
{
    protected const int Deliveries = 200;

    /// <summary>Points a context to the database, over a pool of 20 connections that are waited for for a minute.</summary>
    protected abstract void ConfigurePool(DbContextOptionsBuilder options);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task Deliveries_TenTimesThePool_AllComplete(bool transactional)
    {
        await database.EnsureCreatedAsync();
        await using var host = new StoreHost(ConfigurePool, options => options.Transactional = transactional);
        var names = Enumerable.Range(0, Deliveries).Select(_ => Guid.NewGuid().ToString("N")).ToList();

        await Task.WhenAll(names.Select(name => Task.Run(() => DeliverAsync(host, name, transactional))))
            .WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Superset(names.ToHashSet(), (await database.EffectsAsync()).ToHashSet());
    }

    private static async Task DeliverAsync(StoreHost host, string name, bool transactional)
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        var request = new IllowClaimRequest(digest, digest, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));
        if (transactional)
        {
            Assert.Equal(IllowClaimStatus.Claimed, (await host.ExecuteAsync(request, (_, db) => SaveAsync(db, name))).Status);
            return;
        }

        // The handler has a connection of its own while it saves, and gives it back before the completion asks for one
        var result = await host.Store.ClaimAsync(request, default);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            await SaveAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), name);
            Assert.True(await host.Store.RenewAsync(result.Claim, TimeSpan.FromMinutes(5), default));
        }

        Assert.True(await host.Store.CompleteAsync(result.Claim, TimeSpan.FromDays(1), default));
    }

    private static async Task<bool> SaveAsync(AppDb db, string name)
    {
        db.Effects.Add(new Effect { Name = name });
        await db.SaveChangesAsync();
        return true;
    }
}

public sealed class PostgresConnectionBudgetTests(PostgresDatabase postgres)
    : ConnectionBudgetTests(postgres), IClassFixture<PostgresDatabase>
{
    protected override void ConfigurePool(DbContextOptionsBuilder options) =>
        options.UseNpgsql($"{postgres.ConnectionString};Maximum Pool Size=20;Timeout=60");
}
