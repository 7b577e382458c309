using System.Text;
using System.Text.Json;
using Illow.Webhooks.Messages;
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
        Assert.Equal((Bodies.CompanyId, Bodies.SiteId, Bodies.IdempotencyKey, null), (message.CompanyId, message.SiteId, message.IdempotencyKey, message.EventInBody));
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

    [Theory]
    [InlineData("", "Empty", null, "The body is empty.")]
    [InlineData("\ufeff{}", "ByteOrderMark", null, "The body starts with a byte order mark.")]
    [InlineData("nonsense", "NotJson", null, "The body is not valid JSON.")]
    [InlineData("[]", "NotAnObject", null, "The body is not a JSON object.")]
    [InlineData("""{"companyId":"leaked","companyId":"leaked"}""", "DuplicateMember", "companyId", "The member companyId occurs more than once in one object.")]
    [InlineData("""{"leaked":1,"leaked":2}""", "DuplicateMember", null, "A member occurs more than once in one object.")]
    [InlineData("""{"companyId":"\ud800"}""", "LoneSurrogate", "companyId", "A string of the body contains half of a surrogate pair.")]
    [InlineData("""{"companyId":"leaked","siteId":7,"idempotencyKey":"k","metadata":1}""", "MemberNotAString", "siteId", "The member siteId is not a string.")]
    [InlineData("""{"companyId":"leaked","siteId":" ","idempotencyKey":"k","metadata":1}""", "MemberBlank", "siteId", "The member siteId is blank.")]
    public void TryParse_AnyOtherBody_SaysWhatIsWrongAndNothingOfIt(string body, string cause, string? member, string explanation)
    {
        Assert.False(IllowMessage.TryParse(Encoding.UTF8.GetBytes(body), out var message, out var error));

        Assert.Null(message);
        Assert.Equal(new IllowMessageError(cause, member, explanation), error);
        Assert.DoesNotContain("leaked", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_EveryProblem_IsASentence() => Assert.All(
        Enum.GetValues<EnvelopeProblem>().Where(problem => problem != EnvelopeProblem.None),
        problem => Assert.Matches("^[A-Z].* .*[.]$", EnvelopeProblems.Explain(problem, null)));

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
