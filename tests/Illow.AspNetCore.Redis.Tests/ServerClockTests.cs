using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class ServerClockTests
{
    private const long Server = 1_700_000_000_000_000;

    private readonly SteppedTimeProvider _time = new();
    private readonly ServerClock _clock;

    public ServerClockTests() => _clock = new ServerClock(_time);

    [Fact]
    public void Now_NeverAsked_IsNotKnown() => Assert.Null(_clock.Now);

    [Fact]
    public void Now_AfterAReading_IsNeverBehindTheServer()
    {
        var asked = _clock.Ask();
        _time.Advance(TimeSpan.FromMilliseconds(300));
        _clock.Learn(asked, Server);

        // The server may have read its clock at any time since it was asked
        Assert.Equal(Server + 300_000, _clock.Now);
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(Server + 50_300_000, _clock.Now);
    }

    [Fact]
    public void Now_AMinuteAfterTheReading_IsNotKnown()
    {
        _clock.Learn(_clock.Ask(), Server);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_clock.Now);
    }

    [Fact]
    public void Now_AnswerTookLong_KeepsTheReadingBefore()
    {
        _clock.Learn(_clock.Ask(), Server);
        var asked = _clock.Ask();
        _time.Advance(TimeSpan.FromSeconds(1));
        _clock.Learn(asked, Server);

        Assert.Equal(Server + 1_000_000, _clock.Now);
    }

    [Theory]
    [InlineData(-3650)]
    [InlineData(3650)]
    public void Now_HostsClockWasSet_IsNotKnown(int days)
    {
        _clock.Learn(_clock.Ask(), Server);
        _time.Step = TimeSpan.FromDays(days);
        Assert.Null(_clock.Now);
    }

    private sealed class SteppedTimeProvider : FakeTimeProvider
    {
        internal TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
