using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Inspector.Tests.Recording;

public sealed class DeliveryLogTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 12, 0, 30, TimeSpan.Zero));

    [Fact]
    public void Add_OverCapacity_DropsTheOldest()
    {
        var log = Log(new() { Capacity = 3 });
        for (var i = 0; i < 5; i++)
        {
            log.Add(Record());
        }

        var page = log.Since(0);
        Assert.Equal([3, 4, 5], page.Records.Select(record => record.Id));
        Assert.Equal((3, 5), (page.Oldest, page.Last));
        Assert.Null(log.Find(2));
        Assert.Equal(3, log.Find(3)!.Id);
        Assert.Null(log.Find(6));
        Assert.Null(log.Find(0));
    }

    [Fact]
    public void Add_OverMemory_DropsTheOldestUntilItFits()
    {
        var log = Log(new() { MaximumMemory = 64 * 1024 });
        for (var i = 0; i < 100; i++)
        {
            log.Add(Record(body: new byte[10_000]));
        }

        Assert.InRange(log.Since(0).Records.Count, 4, 6);
        Assert.InRange(log.Memory, 1, 64 * 1024);
    }

    [Fact]
    public void Add_SameEventAgain_IsLinkedToTheFirstAsLongAsThatIsKept()
    {
        var log = Log(new() { Capacity = 3 });

        var added = new[] { "one", "one", "other", "one", "one" }.Select(key => log.Add(Record(key))).ToList();

        Assert.Equal([null, 1, null, null, 4], added.Select(record => record.First));
    }

    [Fact]
    public void Since_ANumber_HoldsWhatCameLater()
    {
        var log = Log(new());
        log.Add(Record());
        log.Add(Record());

        Assert.Equal([2], log.Since(1).Records.Select(record => record.Id));
        Assert.Empty(log.Since(2).Records);
    }

    [Fact]
    public void Minutes_CountOutcomes_ForAnHour()
    {
        var log = Log(new() { Capacity = 1 });
        log.Add(Record(outcome: "handled"));
        log.Add(Record(outcome: "handled"));
        log.Add(Record(outcome: "replayed"));
        _time.Advance(TimeSpan.FromMinutes(1));
        log.Add(Record(outcome: "handled"));

        var minutes = log.Since(0).Minutes;
        Assert.Equal(2, minutes.Count);
        Assert.Equal(2, minutes[0].Outcomes["handled"]);
        Assert.Equal(1, minutes[0].Outcomes["replayed"]);
        Assert.Equal(minutes[0].Minute + 1, minutes[1].Minute);

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Single(log.Since(0).Minutes);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(log.Since(0).Minutes);
    }

    [Fact]
    public async Task Wait_UntilSomethingNewer_Ends()
    {
        var log = Log(new());
        log.Add(Record());
        Assert.True(log.WaitAsync(0).IsCompleted);
        var waiting = log.WaitAsync(1);
        Assert.False(waiting.IsCompleted);

        log.Add(Record());

        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private DeliveryLog Log(IllowInspectorOptions options) => new(Options.Create(options), _time);

    private DeliveryRecord Record(string? idempotencyKey = null, byte[]? body = null, string outcome = "handled") => Records.Of(_time, idempotencyKey, body, outcome);
}
