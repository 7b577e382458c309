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

    public static TheoryData<string> Parts =>
        ["method", "path", "query", "header name", "header value", "exception", "reason", "event", "key", "trace"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Size_AnyTextOfARecord_CountsTwoBytesACharacter(string part)
    {
        const int length = 8192;
        var text = new string('x', length);
        var plain = Records.Of(_time, "key");
        var request = plain.Request;
        var large = part switch
        {
            "method" => plain with { Request = request with { Method = text } },
            "path" => plain with { Request = request with { Path = text } },
            "query" => plain with { Request = request with { Query = text } },
            "header name" => plain with { Request = request with { Headers = [new(text, "")] } },
            "header value" => plain with { Request = request with { Headers = [new("", text)] } },
            "exception" => plain with { ExceptionMessage = text },
            "reason" => plain with { Reason = text },
            "event" => plain with { Event = text },
            "key" => plain with { Envelope = new("", "", text) },
            _ => plain with { TraceId = text },
        };

        Assert.InRange(large.Size - plain.Size, (2 * length) - 100, (2 * length) + 100);
    }

    [Fact]
    public void Add_LargerThanAllMemory_IsKeptWithoutItsRequest()
    {
        var log = Log(new() { MaximumMemory = 64 * 1024 });

        var record = Record("key", body: new byte[60_000]);
        var added = log.Add(record with { Reason = new string('x', 30_000), Event = new string('e', 30_000) });

        Assert.InRange(log.Memory, 1, 64 * 1024);
        Assert.Equal((false, 0), (added.IsWhole, added.Request.Body.Length));
        Assert.Equal("handled", Assert.Single(log.Since(0).Records).Outcome);
    }

    [Fact]
    public void Restore_Deliveries_GoesOnWithTheirNumbersAndCounts()
    {
        var earlier = Log(new());
        for (var i = 0; i < 5; i++)
        {
            earlier.Add(Record("key"));
        }

        var log = Log(new() { Capacity = 3 });
        log.Restore(earlier.Since(1).Records);

        Assert.Equal([3, 4, 5], log.Since(0).Records.Select(record => record.Id));
        Assert.Equal(6, log.Add(Record()).Id);
        Assert.Null(log.Find(3));
        Assert.Equal(5, log.Since(0).Minutes[0].Outcomes["handled"]);
    }

    [Fact]
    public async Task Clear_AllAreForgottenAndReadersAreWoken()
    {
        var log = Log(new());
        log.Add(Record("key"));
        var waiting = log.WaitAsync(1);

        log.Clear();

        await waiting.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        var page = log.Since(0);
        Assert.Empty(page.Records);
        Assert.Empty(page.Minutes);
        Assert.Equal((2, 1, 0), (page.Oldest, page.Last, log.Memory));
        Assert.Equal((2, null), (log.Add(Record("key")).Id, log.Find(2)!.First));
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

    private DeliveryRecord Record(string? idempotencyKey = null, byte[]? body = null, string outcome = "handled") =>
        Records.Of(_time, idempotencyKey, body, outcome);
}
