using Illow.AspNetCore.Idempotency.InMemory;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Idempotency.InMemory;

[Collection(nameof(Alone))]
public sealed class InMemoryStoreSizeTests
{
    private const int Count = 1_000_000;

    [Fact]
    public async Task Memory_OfAMillionKeys_IsAtMost150BytesEach()
    {
        var store = new InMemoryIdempotencyStore(() => Count, TimeProvider.System);
        var before = Memory();
        for (var i = 0; i < Count; i++)
        {
            var result = await store.ClaimAsync(Request(i), default);
            Assert.True(await store.CompleteAsync(result.Claim, TimeSpan.FromDays(30), default));
        }

        var each = (Memory() - before) / (double)Count;

        Assert.InRange(each, 80, 150);
        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(0), default)).Status);
        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(Count - 1), default)).Status);
    }

    [Fact]
    public void Memory_OfDroppedRecords_IsGivenBack()
    {
        var events = new CompletedEvents();
        var before = Memory();
        for (var i = 0; i < Count; i++)
        {
            events.Add(IllowDigest.Of(BitConverter.GetBytes(i)), default, i);
        }

        var full = Memory() - before;
        Assert.Equal(Count, events.DropEnded(Count));

        Assert.InRange(Memory() - before, 0, full / 8);
        GC.KeepAlive(events);
    }

    // What earlier tests left to finalizers must not be given back in the middle of a measurement
    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static IllowClaimRequest Request(int number) =>
        new(IllowDigest.Of(BitConverter.GetBytes(number)), IllowDigest.Of([]), TimeSpan.FromSeconds(60), TimeSpan.FromDays(30));
}
