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
        // The smallest of several: what other tests have left is let go of meanwhile and can only add
        var size = double.MaxValue;
        for (var attempt = 0; attempt < 5 && size > 150; attempt++)
        {
            size = Math.Min(size, await SizeOfAKeyAsync());
        }

        Assert.InRange(size, 80, 150);
    }

    [Fact]
    public async Task Memory_OfDroppedRecords_IsGivenBack()
    {
        var full = Filled();
        var dropped = Filled();
        Assert.Equal(Count, dropped.DropEnded(Count));

        var sizeOfFull = await SizeOfAsync(() => full = null!);
        var sizeOfDropped = await SizeOfAsync(() => dropped = null!);

        Assert.InRange(sizeOfDropped, 0, sizeOfFull / 8);
    }

    private static async Task<double> SizeOfAKeyAsync()
    {
        var store = new InMemoryIdempotencyStore(() => Count, TimeProvider.System);
        for (var i = 0; i < Count; i++)
        {
            var result = await store.ClaimAsync(Request(i), default);
            Assert.True(await store.CompleteAsync(result.Claim, TimeSpan.FromDays(30), default));
        }

        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(0), default)).Status);
        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(Count - 1), default)).Status);
        return await SizeOfAsync(() => store = null!) / (double)Count;
    }

    private static CompletedEvents Filled()
    {
        var events = new CompletedEvents();
        for (var i = 0; i < Count; i++)
        {
            events.Add(IllowDigest.Of(BitConverter.GetBytes(i)), default, i);
        }

        return events;
    }

    // Measured by letting go of it: the heap of a test run that has just ended changes too much while something is being filled
    private static async Task<long> SizeOfAsync(Action letGo)
    {
        var with = await SettledMemoryAsync();
        letGo();
        return with - Memory();
    }

    private static async Task<long> SettledMemoryAsync()
    {
        var (last, now) = (long.MaxValue, Memory());
        for (var i = 0; i < 100 && Math.Abs(last - now) > Count; i++)
        {
            await Task.Delay(50);
            (last, now) = (now, Memory());
        }

        return now;
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
