using System.Diagnostics;
using System.Text;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks.Tests.Messages;

public sealed class EnvelopeHostileSizeTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    [Fact]
    public void TryParse_100000Members_IsNotQuadratic()
    {
        AssertFast(Bodies.With("{" + Members(i => $"\"{i:x}\":0") + "}"), accepted: true);
        AssertFast(Bodies.With("{}", "," + Members(i => $"\"{i:x}\":0")), accepted: true);
        AssertFast(Bodies.With("{}", "," + Members(i => $"\"\u00e9{i:x}\":0")), accepted: true);
        AssertFast(Bodies.With("{" + Members(i => $"\"\\u0061{i:x}\":0") + "}"), accepted: true);
        AssertFast(Bodies.With("[" + Members(i => $"{{\"{i & 7}\":0}}") + "]"), accepted: true);
        AssertFast(Bodies.With("{" + Members(i => $"\"{i % 99_999:x}\":0") + "}"), accepted: false);
    }

    [Fact]
    public void TryParse_NamesThatCollideUnderSimpleHashes_IsNotQuadratic()
    {
        // "Aa" and "BB" have one hash under every polynomial of base 31; lengths and first and last characters agree
        static string Name(int i) => string.Concat(Enumerable.Range(0, 17).Select(bit => (i >> bit & 1) == 0 ? "Aa" : "BB"));
        AssertFast(Bodies.With("{" + Members(i => $"\"{Name(i)}\":0") + "}"), accepted: true);
    }

    [Fact]
    public void TryParse_AMillionOpenBrackets_IsRefusedAtTheFirstTooMany()
    {
        AssertFast(Bodies.With(new string('[', 1_000_000)), accepted: false);
        AssertFast(string.Concat(Enumerable.Repeat("{\"a\":", 200_000)), accepted: false);
    }

    [Fact]
    public void TryParse_LongTexts_AreRead()
    {
        AssertFast(Bodies.With($"\"{new string('x', 1_000_000)}\""), accepted: true);
        AssertFast(Bodies.With($"\"{string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 80_000))}\""), accepted: true);
        AssertFast(Bodies.With($"{{\"{string.Concat(Enumerable.Repeat("\\u0061", 160_000))}\":0}}"), accepted: true);
        AssertFast(Bodies.With("0", $",\"{new string('\u00e9', 500_000)}\":0"), accepted: true);
        AssertFast(Bodies.With("0", $",\"{new string('x', 1_000_000)}\":0"), accepted: true);
    }

    [Fact]
    public void TryParse_SmallStack_IsEnough()
    {
        var body = Encoding.UTF8.GetBytes(
            Bodies.With(new string('[', 62) + "{" + Members(i => $"\"\\u0061{i:x}\":0") + "}" + new string(']', 62)));
        var accepted = false;
        var thread = new Thread(() => accepted = EnvelopeParser.TryParse(body, "event", out _, out _, out _), maxStackSize: 128 * 1024);
        thread.Start();
        thread.Join();

        Assert.True(accepted);
    }

    [Fact]
    public void TryParse_TypicalEnvelope_AllocatesNothingButTheIds()
    {
        var body = Encoding.UTF8.GetBytes(Bodies.With(
            """{"id":"a","companyId":"b","createdAt":"2024-05-01","dueDate":"2024-06-15",""" +
            "\"legislation\":\"GDPR\",\"requestStatus\":\"NEW\"}"));
        Assert.True(EnvelopeParser.TryParse(body, "event", out _, out _, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(EnvelopeParser.TryParse(body, "event", out var envelope, out _, out _));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var text = envelope.CompanyId.Length + envelope.SiteId.Length + envelope.IdempotencyKey.Length;
        Assert.InRange(allocated, 2 * text, (2 * text) + (3 * 32));
    }

    private static string Members(Func<int, string> member) => string.Join(',', Enumerable.Range(0, 100_000).Select(member));

    // The best of three: a busy machine may stop one of them, a quadratic parser is slow in all
    private static void AssertFast(string body, bool accepted)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3 && best > Bound; attempt++)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(accepted, EnvelopeParser.TryParse(bytes, "event", out _, out _, out _));
            var elapsed = Stopwatch.GetElapsedTime(started);
            best = elapsed < best ? elapsed : best;
        }

        Assert.InRange(best, TimeSpan.Zero, Bound);
    }
}
