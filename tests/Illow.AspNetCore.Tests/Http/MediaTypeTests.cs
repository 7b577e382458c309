using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Which Content-Type and Content-Encoding a body may have: JSON in UTF-8, as it was signed.</summary>
public sealed class MediaTypeTests(KestrelReceiver receiver) : IClassFixture<KestrelReceiver>
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON")]
    [InlineData("APPLICATION/json")]
    [InlineData(" application/json ")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=utf-8")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; CHARSET=Utf-8")]
    [InlineData("application/json ; charset=utf-8")]
    [InlineData("application/json; v=1")]
    [InlineData("application/json; v=1; charset=utf-8")]
    [InlineData("application/vnd.x+json")]
    [InlineData("application/vnd.illow.dsr+JSON; charset=utf-8")]
    [InlineData("application/problem+json")]
    [InlineData("text/x+json")]
    public async Task Type_Json_IsHandled(string type)
    {
        await receiver.AssertHandledAsync(Delivery.Fresh() with { ContentType = type });
    }

    [Theory]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/octet-stream")]
    [InlineData("application/xml")]
    [InlineData("application/jsonx")]
    [InlineData("application/json5")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/vnd.x-json")]
    [InlineData("application/vnd.json+xml")]
    [InlineData("application")]
    [InlineData("json")]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=utf-16le")]
    [InlineData("application/json; charset=utf-32")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=us-ascii")]
    [InlineData("application/json; charset=\"utf-16\"")]
    [InlineData("application/json; charset=")]
    [InlineData("application/json; charset")]
    [InlineData("application/json; charset=utf-8; charset=utf-16")]
    [InlineData("application/json; charset=utf-16; charset=utf-8")]
    [InlineData("application/vnd.x+json; charset=utf-7")]
    [InlineData("application/json garbage")]
    [InlineData("application/json; charset=utf-8 garbage")]
    [InlineData("application/json, application/json")]
    [InlineData("application/json, text/plain")]
    [InlineData("application/json,")]
    [InlineData("application / json")]
    [InlineData("\"application/json\"")]
    [InlineData("application/json/x")]
    [InlineData("application /json")]
    [InlineData("application/ json; charset=utf-8")]
    [InlineData("application / vnd.x+json")]
    public async Task Type_Other_IsNoMediaType(string type)
    {
        var delivery = Delivery.Fresh() with { ContentType = type };
        AssertMediaType(await receiver.AskAsync(RawHttp.Request(delivery)), delivery);
    }

    [Fact]
    public async Task Type_Missing_IsNoMediaType()
    {
        var delivery = Delivery.Fresh();
        var head = RawHttp.Head(["illow-signature: " + delivery.Signature, $"Content-Length: {delivery.Body.Length}"]);
        AssertMediaType(await receiver.AskAsync(System.Text.Encoding.ASCII.GetBytes(head), delivery.Body), delivery);
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json", "text/plain")]
    [InlineData("text/plain", "application/json")]
    [InlineData("application/json", "")]
    public async Task Type_Twice_IsNoMediaType(string first, string second)
    {
        var delivery = Delivery.Fresh() with { ContentType = first };
        AssertMediaType(await receiver.AskAsync(RawHttp.Request(delivery, more: "Content-Type: " + second)), delivery);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("utf-8")]
    [InlineData("gzip, identity")]
    [InlineData("identity, gzip")]
    [InlineData("identity, identity")]
    [InlineData("x")]
    public async Task Encoding_Other_IsNoMediaType(string encoding)
    {
        var delivery = Delivery.Fresh();
        AssertMediaType(await receiver.AskAsync(RawHttp.Request(delivery, more: "Content-Encoding: " + encoding)), delivery);
        AssertMediaType(
            await receiver.AskAsync(RawHttp.Request(delivery, more: ["Content-Encoding: identity", "Content-Encoding: " + encoding])),
            delivery);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    public async Task Encoding_Identity_IsHandled(string encoding) =>
        await receiver.AssertHandledAsync(Delivery.Fresh(), more: "Content-Encoding: " + encoding);

    [Fact]
    public async Task Type_WrongWithABadSignature_IsNoMediaType()
    {
        // The order of the cheap checks, step 1 of docs/architecture.md
        var delivery = Delivery.Fresh() with { ContentType = "text/plain", Signatures = ["AAAA"] };
        AssertMediaType(await receiver.AskAsync(RawHttp.Request(delivery)), delivery);
    }

    private void AssertMediaType(RawAnswer answer, Delivery delivery)
    {
        Assert.Equal(415, answer.Status);
        Assert.Contains("problems.md#unsupported-media-type", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(delivery.IdempotencyKey, receiver.App.Notes.Lines);
    }
}
