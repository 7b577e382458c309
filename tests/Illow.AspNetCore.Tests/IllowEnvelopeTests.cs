using System.Text;
using System.Text.Json;
using Illow.Webhooks.Tests.Messages;

namespace Illow.AspNetCore.Tests;

/// <summary>An envelope by itself: what it tells, and how its metadata is read as a handler's type.</summary>
public sealed class IllowEnvelopeTests
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Members_ParsedBody_AreTold() => AssertTells(Envelope("{}"));

    [Fact]
    public void TypedMembers_ParsedBody_AreThoseOfTheEnvelope()
    {
        var typed = new IllowEnvelope<Request>(Envelope("""{"id":"x","days":3}"""));

        AssertTells(typed);
        Assert.Equal(new Request("x", 3), typed.Metadata);
        Assert.Equal("""{"id":"x","days":3}""", typed.RawMetadata.GetRawText());
        Assert.Equal(new Request("x", 3), typed.GetMetadata<Request>());
    }

    [Theory]
    [InlineData("""{"id":"x"}""")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("12.50")]
    [InlineData("null")]
    public void RawMetadata_AnyJson_IsItAndParsedOnce(string metadata)
    {
        var envelope = Envelope(metadata);

        Assert.Equal(metadata, envelope.RawMetadata.GetRawText());
        Assert.Equal(metadata, envelope.GetMetadata<JsonElement>().GetRawText());
        Assert.Equal(metadata, new IllowEnvelope<JsonElement>(envelope).Metadata.GetRawText());

        // Two elements are the same value only if they are of one document
        Assert.Equal(envelope.RawMetadata, envelope.RawMetadata);
    }

    [Fact]
    public void GetMetadata_TypeThatFits_IsReadWithTheOptionsOfTheApplication()
    {
        Assert.Equal(new Request("x", 3), Envelope("""{"id":"x","days":3}""").GetMetadata<Request>());
        Assert.Equal(new Request(null, 0), Envelope("""{"id":"x","days":3}""", JsonSerializerOptions.Default).GetMetadata<Request>());
    }

    [Fact]
    public void GetMetadata_DsrCreated_IsReadUnderAnyOptions() =>
        Assert.Equal("x", Envelope("""{"id":"x"}""", JsonSerializerOptions.Default).GetMetadata<DsrCreated>().Id);

    [Fact]
    public void GetMetadata_Null_FitsNullableValuesAlone()
    {
        var envelope = Envelope("null");

        Assert.Null(envelope.GetMetadata<int?>());
        Assert.Equal(new DsrCreated(), envelope.GetMetadata<DsrCreated>());
        Assert.Equal("The metadata is null.", Assert.Throws<JsonException>(() => envelope.GetMetadata<Request>()).Message);
        Assert.Equal("The metadata is null.", Assert.Throws<JsonException>(() => envelope.GetMetadata<string>()).Message);
        Assert.Throws<JsonException>(() => envelope.GetMetadata<int>());
    }

    [Fact]
    public void GetMetadata_TypeThatDoesNotFit_SaysWhereAndNothingOfTheData()
    {
        var exception = Assert.Throws<JsonException>(() => Envelope("{\"id\":\"x\",\n\"days\":\"leaked\"}").GetMetadata<Request>());

        Assert.Equal("The metadata does not fit Request: line 1, byte 15 of the metadata.", exception.Message);
        Assert.Equal((1L, 15L), (exception.LineNumber, exception.BytePositionInLine));
        Assert.Null(exception.Path);
        Assert.Null(exception.InnerException);
    }

    [Fact]
    public void GetMetadata_TypeThatNoOptionsCanRead_SaysSoWithoutThePathIntoTheData()
    {
        var exception = Assert.Throws<NotSupportedException>(() =>
            Envelope("""{"leaked":{"shape":{}}}""").GetMetadata<Dictionary<string, Drawing>>());

        Assert.Contains(nameof(Shape), exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("leaked", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetMetadata_TypeThatTheContextLacks_NamesTheType() =>
        Assert.Contains(
            nameof(Request),
            Assert
                .Throws<NotSupportedException>(() =>
                    Envelope("{}", new JsonSerializerOptions { TypeInfoResolver = DsrContext.Default }).GetMetadata<Request>())
                .Message,
            StringComparison.Ordinal);

    private static void AssertTells(IllowEnvelope envelope)
    {
        Assert.Equal(("dsr.created", "eu"), (envelope.Event, envelope.Webhook));
        Assert.Equal(("c", "s", "k"), (envelope.CompanyId, envelope.SiteId, envelope.IdempotencyKey));
        Assert.Equal(ReceivedAt, envelope.ReceivedAt);
        Assert.StartsWith("{\"companyId\":\"c\"", Encoding.UTF8.GetString(envelope.RawBody.Span), StringComparison.Ordinal);
    }

    private static IllowEnvelope Envelope(string metadata, JsonSerializerOptions? options = null)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"companyId":"c","siteId":"s","idempotencyKey":"k","metadata":{{metadata}}}""");
        Assert.True(IllowMessage.TryParse(body, "event", options, out var message, out _));
        return new IllowEnvelope(message, "dsr.created", "eu", ReceivedAt);
    }

    private sealed record Request(string? Id, int Days);

    private sealed record Drawing(Shape Shape);

    private abstract record Shape;
}
