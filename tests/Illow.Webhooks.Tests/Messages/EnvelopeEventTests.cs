using Illow.Webhooks.Messages;

namespace Illow.Webhooks.Tests.Messages;

public sealed class EnvelopeEventTests
{
    [Theory]
    [InlineData("event", ",\"event\":\"dsr.created\"", "dsr.created")]
    [InlineData("event", ",\"ev\\u0065nt\":\"dsr\\u002ecreated\"", "dsr.created")]
    [InlineData("type", ",\"event\":\"a\",\"type\":\"b\"", "b")]
    [InlineData("\u00e9v\U0001f600", ",\"\u00e9v\U0001f600\":\"a\"", "a")]
    [InlineData("event", "", null)]
    [InlineData("event", ",\"Event\":\"dsr.created\"", null)]
    [InlineData("event", ",\"unknown\":{\"event\":\"dsr.created\"}", null)]
    [InlineData("event", ",\"event\":null", null)]
    [InlineData("event", ",\"event\":1", null)]
    [InlineData("event", ",\"event\":true", null)]
    [InlineData("event", ",\"event\":{\"event\":\"x\"}", null)]
    [InlineData("event", ",\"event\":[\"x\"]", null)]
    [InlineData("event", ",\"event\":\"\"", null)]
    [InlineData("event", ",\"event\":\" \\t\\u000a\"", null)]
    [InlineData(null, ",\"event\":\"dsr.created\"", null)]
    [InlineData("", ",\"\":\"dsr.created\"", null)]
    public void TryParse_EventMember_IsReadWhereItIsAName(string? property, string more, string? expected)
    {
        var answer = Bodies.Parse(Bodies.With("{}", more), property);

        Assert.Equal((true, expected), (answer.Accepted, answer.Envelope.Event));
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void TryParse_LongEvent_IsReadUpTo512Characters(int length, bool read)
    {
        var name = new string('e', length);

        Assert.Equal(read ? name : null, Bodies.Parse(Bodies.With("{}", $",\"event\":\"{name}\"")).Envelope.Event);
    }

    [Theory]
    [InlineData("companyId")]
    [InlineData("siteId")]
    [InlineData("idempotencyKey")]
    [InlineData("metadata")]
    public void TryParse_EventPropertyIsOneOfOurs_OursWins(string property)
    {
        var answer = Bodies.Parse(Bodies.With("\"m\""), property);

        Assert.Equal(
            (true, null, Bodies.CompanyId, "\"m\""),
            (answer.Accepted, answer.Envelope.Event, answer.Envelope.CompanyId, answer.Metadata));
    }

    [Theory]
    [InlineData(",\"event\":\"a\",\"event\":\"a\"")]
    [InlineData(",\"event\":1,\"EVENT\":2")]
    [InlineData(",\"event\":\"a\",\"\\u0065vent\":\"b\"")]
    public void TryParse_EventTwice_IsRefused(string more) =>
        Bodies.Parse(Bodies.With("{}", more)).AssertRefused(EnvelopeProblem.DuplicateMember, null);

    [Fact]
    public void TryParse_EventPropertyNoText_MatchesNothing() =>
        Assert.Null(Bodies.Parse(Bodies.With("{}", ",\"\ufffd\":\"dsr.created\""), "\ud800").Envelope.Event);

    [Fact]
    public void TryParse_EventWithLoneSurrogate_IsRefused() =>
        Bodies.Parse(Bodies.With("{}", ",\"event\":\"\\udfff\"")).AssertRefused(EnvelopeProblem.LoneSurrogate, null);
}
