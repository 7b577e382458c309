using System.Text;
using System.Text.Json;
using Illow.Webhooks.Tests.Messages;

namespace Illow.Webhooks.Tests;

public sealed class IllowMessageTests
{
    [Fact]
    public void TryParse_Message_HasItsMembers()
    {
        var body = Encoding.UTF8.GetBytes(Bodies.With("""{"id":"x","days":3}"""));

        Assert.True(IllowMessage.TryParse(body, out var message, out var error));

        Assert.Null(error);
        Assert.Equal(
            (Bodies.CompanyId, Bodies.SiteId, Bodies.IdempotencyKey, null),
            (message.CompanyId, message.SiteId, message.IdempotencyKey, message.EventInBody));
        Assert.True(message.RawBody.Span.SequenceEqual(body));
        Assert.Equal("""{"id":"x","days":3}""", message.RawMetadata.GetRawText());
        Assert.Equal(new Request("x", 3), message.GetMetadata<Request>());
        Assert.Equal(new Request(null, 0), message.GetMetadata<Request>(JsonSerializerOptions.Default));
        Assert.Equal("x", message.GetMetadata<DsrCreated>(JsonSerializerOptions.Default).Id);
    }

    [Fact]
    public void TryParse_WithAnEventMember_HasTheEvent()
    {
        var body = Encoding.UTF8.GetBytes(Bodies.With("{}", ",\"event\":\"dsr.created\""));

        Assert.True(IllowMessage.TryParse(body, "event", null, out var message, out _));

        Assert.Equal(IllowEvents.DsrCreated, message.EventInBody);
    }

    [Fact]
    public void DerivedClass_OfAMessage_IsTheMessage()
    {
        Assert.True(IllowMessage.TryParse(Encoding.UTF8.GetBytes(Bodies.With("""{"id":"x"}""")), out var message, out _));

        var hosted = new Hosted(message, JsonSerializerOptions.Default);

        Assert.Equal((message.CompanyId, message.SiteId, message.IdempotencyKey), (hosted.CompanyId, hosted.SiteId, hosted.IdempotencyKey));
        Assert.Equal(message.RawMetadata, hosted.RawMetadata);
        Assert.Equal(new Request(null, 0), hosted.GetMetadata<Request>());
        Assert.Equal(new Request("x", 0), new Hosted(message, null).GetMetadata<Request>());
    }

    private sealed class Hosted(IllowMessage message, JsonSerializerOptions? options) : IllowMessage(message, options);

    private sealed record Request(string? Id, int Days);
}
