using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Illow.AspNetCore.StoreConformance;

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

    protected override ValueTask<IIllowIdempotencyStore> CreateStoreAsync()
    {
        var host = new StoreHost(database.Configure, ConfigureStore);
        _hosts.Add(host);
        return ValueTask.FromResult<IIllowIdempotencyStore>(host.Store);
    }

    protected abstract void ConfigureStore(IllowEntityFrameworkStoreOptions options);
}
