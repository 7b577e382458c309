using System.Diagnostics;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Illow.AspNetCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

/// <summary>A PostgreSQL of their own, which these tests stop, kill and pause.</summary>
public sealed class PostgresOutageTests(OwnPostgres postgres) : IAsyncLifetime, IClassFixture<OwnPostgres>
{
    private PostgresServer Server => postgres.Server;

    public ValueTask InitializeAsync() => postgres.EnsureRunningAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Steps_ServerStopped_ThrowAndWorkAgainWhenItIsBack()
    {
        await using var host = NewHost();
        var (held, request) = (NewRequest(), NewRequest());
        var claim = (await host.Store.ClaimAsync(held, default)).Claim;
        await Server.StopAsync();

        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await host.Store.ClaimAsync(request, default));
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await host.Store.RenewAsync(claim, TimeSpan.FromMinutes(1), default));
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await host.Store.CompleteAsync(claim, TimeSpan.FromDays(1), default));
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await host.Store.ReleaseAsync(claim, default));
        var ran = false;
        await Assert.ThrowsAnyAsync<Exception>(() => host.ExecuteAsync(request, (_, _) => Task.FromResult(ran = true)));
        Assert.False(ran);

        await Server.StartAsync();
        Assert.True(await host.Store.CompleteAsync(claim, TimeSpan.FromDays(1), default));
        Assert.Equal(IllowClaimStatus.Claimed, (await host.Store.ClaimAsync(request, default)).Status);
    }

    [Fact]
    public async Task Records_AfterKill_AreAllThere()
    {
        await using var host = NewHost();
        var requests = Enumerable.Range(0, 20).Select(_ => NewRequest()).ToArray();
        foreach (var request in requests)
        {
            Assert.True(
                await host.Store.CompleteAsync((await host.Store.ClaimAsync(request, default)).Claim, TimeSpan.FromDays(1), default));
        }

        await Server.KillAsync();
        await Server.StartAsync();
        NpgsqlConnection.ClearAllPools();

        foreach (var request in requests)
        {
            Assert.Equal(IllowClaimStatus.Completed, (await host.Store.ClaimAsync(request, default)).Status);
        }
    }

    [Fact]
    public async Task Execute_ServerKilledInHandler_NothingStaysAndARetryRuns()
    {
        await using var host = NewHost();
        var request = NewRequest();

        await Assert.ThrowsAnyAsync<Exception>(() => host.ExecuteAsync(request, async (_, db) =>
        {
            db.Effects.Add(new Effect { Name = "first" });
            await db.SaveChangesAsync();
            await Server.KillAsync();
            return true;
        }));
        await Server.StartAsync();
        NpgsqlConnection.ClearAllPools();

        var result = await host.ExecuteAsync(request, async (_, db) =>
        {
            Assert.Empty(await db.Effects.ToListAsync());
            return true;
        });
        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
    }

    [Fact]
    public async Task Claim_ServerPaused_ThrowsAtTheTimeoutAndWorksAgainWhenItGoesOn()
    {
        await using var host = NewHost("Command Timeout=3;Timeout=3;Cancellation Timeout=100");
        await host.Store.ClaimAsync(NewRequest(), default);
        await Server.PauseAsync();
        try
        {
            await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await host.Store.ClaimAsync(NewRequest(), default));
        }
        finally
        {
            await Server.ResumeAsync();
        }

        Assert.Equal(IllowClaimStatus.Claimed, (await host.Store.ClaimAsync(NewRequest(), default)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_ServerStoppedAndRetriesOn_EndsWithTheCallersPatienceAndSaysWhy(bool transactional)
    {
        // As Aspire registers it: six retries, whose pauses add up to about a minute
        await using var host = new StoreHost(
            options => options.UseNpgsql(Server.ConnectionString("app"), npgsql => npgsql.EnableRetryOnFailure()),
            options => options.Transactional = true);
        await host.Store.ClaimAsync(NewRequest(), default);
        await Server.StopAsync();
        var ran = false;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var started = Stopwatch.GetTimestamp();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => _ = transactional
            ? await host.ExecuteAsync(NewRequest(), (_, _) => Task.FromResult(ran = true), timeout.Token)
            : await host.Store.ClaimAsync(NewRequest(), timeout.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(30));
        Assert.True(exception.InnerException is NpgsqlException or TimeoutException, $"{exception.InnerException}");
        Assert.False(ran);
    }

    private StoreHost NewHost(string timeouts = "") => new(
        options => options.UseNpgsql(Server.ConnectionString("app", timeouts)),
        options => options.Transactional = true);

    private static IllowClaimRequest NewRequest() => new(NewDigest(), NewDigest(), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));

    private static IllowDigest NewDigest() => IllowDigest.Of(Guid.NewGuid().ToByteArray());
}
