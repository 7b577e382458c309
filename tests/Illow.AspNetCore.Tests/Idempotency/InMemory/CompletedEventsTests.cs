using Illow.AspNetCore.Idempotency.InMemory;

namespace Illow.AspNetCore.Tests.Idempotency.InMemory;

/// <summary>A shard's ring of completed events, through its growth in every position.</summary>
public sealed class CompletedEventsTests
{
    private readonly CompletedEvents _events = new();

    // 63 to 65 records end within, at and past the edge of a segment; 0 to 200 dropped ones put the oldest anywhere in the ring
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void TryGet_AfterDropsAndGrowth_FindsExactlyTheLiveRecords(int dropped)
    {
        const int First = 200, More = 2000;
        Add(0, First);

        Assert.Equal(dropped, _events.DropEnded(dropped));
        Add(First, More);

        Assert.Equal(First - dropped + More, _events.Count);
        for (var i = 0; i < First + More; i++)
        {
            Assert.Equal(i >= dropped, _events.TryGet(Digest(i), 0, out var bodyHash));
            Assert.Equal(i >= dropped ? Digest(-i) : default, bodyHash);
        }

        // Growth has left them in their order
        for (var i = dropped; i < First + More; i++)
        {
            Assert.Equal(1, _events.DropEnded(i + 1));
            Assert.False(_events.TryGet(Digest(i), 0, out _));
        }
    }

    [Fact]
    public void TryGet_RoundAndRoundTheRing_FindsExactlyTheLiveRecords()
    {
        const int Live = 100;
        for (var i = 0; i < 3000; i++)
        {
            Add(i, 1);
            Assert.Equal(i < Live ? 0 : 1, _events.DropEnded(i + 1 - Live));

            Assert.True(_events.TryGet(Digest(i), 0, out _));
            Assert.True(_events.TryGet(Digest(Math.Max(0, i + 1 - Live)), 0, out _));
            Assert.False(_events.TryGet(Digest(i - Live), 0, out _));
            Assert.Equal(Math.Min(i + 1, Live), _events.Count);
        }
    }

    [Fact]
    public void DropEnded_AllEnded_LeavesAnEmptyRingThatTakesMore()
    {
        Add(0, 300);

        Assert.Equal(300, _events.DropEnded(long.MaxValue));
        Assert.Equal(0, _events.Count);
        Assert.False(_events.TryGet(Digest(0), 0, out _));

        Add(300, 300);
        Assert.Equal(300, _events.Count);
        Assert.True(_events.TryGet(Digest(300), 0, out _));
    }

    [Fact]
    public void DropEnded_AYoungerOneHasEndedFirst_WaitsForTheOldest()
    {
        _events.Add(Digest(1), Digest(-1), endsAt: 10);
        _events.Add(Digest(2), Digest(-2), endsAt: 5);

        Assert.Equal(0, _events.DropEnded(9));
        Assert.False(_events.TryGet(Digest(2), 5, out _));
        Assert.True(_events.TryGet(Digest(1), 9, out _));
        Assert.Equal(2, _events.DropEnded(10));
    }

    [Fact]
    public void TryGet_AScopeTwice_GivesTheNewestThroughGrowth()
    {
        _events.Add(Digest(1), Digest(-1), endsAt: 1);
        _events.Add(Digest(1), Digest(-2), endsAt: 100);
        Add(1000, 300);

        Assert.True(_events.TryGet(Digest(1), 50, out var bodyHash));
        Assert.Equal(Digest(-2), bodyHash);
    }

    // The record of event i ends at i + 1, and its body's hash is that of -i
    private void Add(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            _events.Add(Digest(i), Digest(-i), i + 1);
        }
    }

    private static IllowDigest Digest(int number) => IllowDigest.Of(BitConverter.GetBytes(number));
}
