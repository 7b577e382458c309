using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Illow.AspNetCore.StoreConformance;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Conformance;

/// <summary>The conformance suite over a database that all stores of a test share.</summary>
public abstract class StoreConformanceTests(TestDatabase database) : IdempotencyStoreConformance, IAsyncLifetime
{
    private readonly List<StoreHost> _hosts = [];

    // Each claim and each completion is a write that reaches the disk
    protected override int ManyScopes => 100;

    protected override int Rounds => 6;

    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Fence_OfANewRecord_IsTheTimeInMicroseconds()
    {
        var claim = await MustClaimAsync(await CreateStoreAsync(), NewRequest());

        var time = DateTimeOffset.UnixEpoch.AddMicroseconds(claim.Fence);
        Assert.InRange(TimeProvider.System.GetUtcNow() - time, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Fence_OfARecordAheadOfTheClock_GrowsAllTheSame()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        await store.ReleaseAsync(await MustClaimAsync(store, request), default);
        await using (var context = database.NewContext())
        {
            var scope = request.Scope.ToArray();
            await context.Database.ExecuteSqlAsync(
                $"""UPDATE "IllowWebhookInbox" SET "Fence" = 8000000000000000 WHERE "Scope" = {scope}""");
        }

        Assert.Equal(8000000000000001, (await MustClaimAsync(store, request)).Fence);
    }

    protected override ValueTask<IIllowIdempotencyStore> CreateStoreAsync()
    {
        var host = new StoreHost(database.Configure, ConfigureStore);
        _hosts.Add(host);
        return ValueTask.FromResult<IIllowIdempotencyStore>(host.Store);
    }

    protected abstract void ConfigureStore(IllowEntityFrameworkStoreOptions options);
}
