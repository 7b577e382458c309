using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

/// <summary>What the store says of its health.</summary>
public sealed class HealthTests(OwnPostgres postgres) : IClassFixture<OwnPostgres>
{
    [Fact]
    public async Task Check_TableMissing_IsUnhealthyUntilItIsThere()
    {
        await using var database = new SqliteDatabase();
        await using (var context = database.NewContext())
        {
            await context.Database.ExecuteSqlRawAsync("CREATE TABLE other (id int)");
        }

        await using var host = new StoreHost(database.Configure);
        var missing = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, missing.Status);
        Assert.Contains("table", missing.Description!, StringComparison.Ordinal);

        await using (var context = database.NewContext())
        {
            await context.Database.ExecuteSqlRawAsync("DROP TABLE other");
            await context.Database.EnsureCreatedAsync();
        }

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task Check_ServerStoppedAndRetriesOn_IsUnhealthyAtOnce()
    {
        await postgres.EnsureRunningAsync();
        await using var host = new StoreHost(
            options => options.UseNpgsql(postgres.Server.ConnectionString("app"), npgsql => npgsql.EnableRetryOnFailure()));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        await postgres.Server.StopAsync();

        var stopped = await CheckAsync(host).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(HealthStatus.Unhealthy, stopped.Status);
        Assert.Contains("cannot be reached", stopped.Description!, StringComparison.Ordinal);
        await postgres.Server.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    private static Task<HealthCheckResult> CheckAsync(StoreHost host) => host.Store.CheckHealthAsync(new HealthCheckContext
    {
        Registration = new HealthCheckRegistration("store", host.Store, HealthStatus.Unhealthy, tags: null),
    });
}
