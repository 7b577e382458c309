using Illow.AspNetCore.Idempotency.InMemory;
using Illow.AspNetCore.StoreConformance;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Idempotency.InMemory;

/// <summary>The default store does what every store must. Its processes are one: this store is never shared by two.</summary>
public sealed class InMemoryStoreConformanceTests : IdempotencyStoreConformance
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryIdempotencyStore _store;

    public InMemoryStoreConformanceTests() => _store = new InMemoryIdempotencyStore(() => 100_000, _time);

    protected override ValueTask<IIllowIdempotencyStore> CreateStoreAsync() => new(_store);

    protected override Task LetTimePassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
