using BenchmarkDotNet.Attributes;
using Illow.AspNetCore.Idempotency.InMemory;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>A claim and its completion, and a claim of a completed event, with few and with many records.</summary>
[MemoryDiagnoser]
public class InMemoryStoreBenchmarks
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private InMemoryIdempotencyStore _store = null!;
    private int _next;

    [Params(1_000, 1_000_000)]
    public int Stored { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        _store = new InMemoryIdempotencyStore(() => int.MaxValue, TimeProvider.System);
        for (_next = 0; _next < Stored; _next++)
        {
            var claim = (await _store.ClaimAsync(Request(_next), default)).Claim;
            await _store.CompleteAsync(claim, Retention, default);
        }
    }

    [Benchmark]
    public async ValueTask ClaimAndRelease()
    {
        var claim = await _store.ClaimAsync(Request(_next++), default);
        await _store.ReleaseAsync(claim.Claim, default);
    }

    [Benchmark]
    public ValueTask<IllowClaimResult> ClaimOfCompleted() => _store.ClaimAsync(Request(_next++ % Stored), default);

    private static IllowClaimRequest Request(int number) => new(IllowDigest.Of(BitConverter.GetBytes(number)), default, Lease, Retention);
}
