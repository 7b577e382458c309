using System.Net;
using System.Net.Http.Json;
using System.Text;
using Illow.AspNetCore.Testing;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Applications.Tests.ResponseEnvelopes;

/// <summary>Every row of the table of answers, in an application whose filters wrap answers and swallow exceptions.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private EnvelopeApplication _app = null!;

    public async ValueTask InitializeAsync() => _app = await EnvelopeApplication.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Delivery_Handled_HasTheHandlersOwnAnswer(string url)
    {
        using var response = await SendAsync(Create(url));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(new Wrapped(true, "dsr.created"), await ReadAsync(response));
        Assert.Equal(["dsr.created"], _app.Notes.Lines);
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Delivery_Repeated_IsNotRunAgain(string url)
    {
        var delivery = Create(url);
        using var first = await SendAsync(delivery);
        using var second = await SendAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(["true"], second.Headers.GetValues("idempotent-replayed"));
        Assert.Equal(["dsr.created"], _app.Notes.Lines);
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Delivery_WhileTheFirstRuns_409(string url)
    {
        _app.Handling.Waits = true;
        var delivery = Create(url);
        var first = SendAsync(delivery);
        await _app.Handling.Begun;
        using var second = await SendAsync(delivery);
        _app.Handling.Release();
        using var handled = await first;

        await Problem.AssertAsync(second, HttpStatusCode.Conflict, "in-progress");
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, handled.StatusCode);
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Delivery_SameKeyOtherBody_422(string url)
    {
        using var first = await SendAsync(Create(url, options: new() { IdempotencyKey = "one" }));
        using var second = await SendAsync(Create(url, metadata: "another", options: new() { IdempotencyKey = "one" }));

        await Problem.AssertAsync(second, HttpStatusCode.UnprocessableEntity, "key-reused");
    }

    [Theory]
    [InlineData("/action", "PUT")]
    [InlineData("/action", "GET")]
    [InlineData("/minimal", "PUT")]
    [InlineData("/minimal", "GET")]
    public async Task Request_NotPost_405(string url, string method)
    {
        var request = Create(url).ToRequest();
        request.Method = new HttpMethod(method);
        using var response = await _app.Client.SendAsync(request);

        await Problem.AssertAsync(response, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Request_NotAuthentic_401(string url)
    {
        using var stranger = new IllowTestKey();
        HttpRequestMessage[] forgeries =
        [
            With(url, request => request.Headers.Remove("illow-signature")),
            With(url, request => request.Headers.Add("illow-signature", "AAAA")),
            With(url, request => Sign(request, "AAAA")),
            With(url, request => Sign(request, "not base64")),
            With(url, request => Sign(request, stranger.Sign(Create(url).Body.Span))),
        ];
        foreach (var forgery in forgeries)
        {
            using var response = await _app.Client.SendAsync(forgery);
            await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
            Assert.Equal("Illow-Signature", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.Empty(_app.Notes.Lines);
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Request_NoJson_415(string url)
    {
        using var response = await _app.Client.SendAsync(With(url, request => request.Content!.Headers.ContentType = new("text/plain")));

        await Problem.AssertAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Body_TooLarge_413(string url)
    {
        using var response = await SendAsync(Create(url, metadata: new string('m', 5000)));

        await Problem.AssertAsync(response, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Body_SignedButNoEnvelope_400(string url)
    {
        var body = Encoding.UTF8.GetBytes("""{"companyId":"c"}""");
        using var response = await _app.Client.SendAsync(With(url, request =>
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            Sign(request, _app.Key.For("main").Sign(body));
        }));

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "malformed-envelope");
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Metadata_DoesNotFit_400(string url)
    {
        using var response = await SendAsync(Create(url, "dsr.strict", "text"));

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "malformed-metadata");
        Assert.Empty(_app.Notes.Lines);
    }

    [Theory]
    [InlineData("/action/pinned")]
    [InlineData("/minimal/pinned")]
    public async Task Delivery_OfAnotherCompany_403(string url)
    {
        using var response = await SendAsync(Create(url, options: new() { Webhook = "pinned", CompanyId = "another" }));

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "wrong-origin");
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Event_WithoutAHandler_404(string url)
    {
        using var response = await SendAsync(Create(url, "dsr.other"));

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "unhandled-event");
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Event_ThatNobodyNames_422(string url)
    {
        using var response = await SendAsync(Create(url, options: new() { NameEvent = false }));

        await Problem.AssertAsync(response, HttpStatusCode.UnprocessableEntity, "unknown-event");
    }

    [Theory]
    [InlineData("/action/of/nobody", HttpStatusCode.NotFound, "unknown-webhook")]
    [InlineData("/minimal/of/nobody", HttpStatusCode.NotFound, "unknown-webhook")]
    [InlineData("/action/of/vault", HttpStatusCode.ServiceUnavailable, "unavailable")]
    [InlineData("/minimal/of/vault", HttpStatusCode.ServiceUnavailable, "unavailable")]
    public async Task Webhook_UnknownOrWithoutItsKeys_IsRefused(string url, HttpStatusCode status, string slug)
    {
        using var response = await SendAsync(Create(url));

        await Problem.AssertAsync(response, status, slug);
    }

    [Fact]
    public async Task OtherPost_OfTheApplication_StillNeedsAUser()
    {
        using var response = await _app.Client.PostAsync("/action/form", null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.NotEqual("Illow-Signature", response.Headers.WwwAuthenticate.FirstOrDefault()?.Scheme);
    }

    private IllowDelivery Create(
        string url, string @event = "dsr.created", object? metadata = null, IllowDeliveryOptions? options = null) =>
        IllowDelivery.Create(
            @event,
            metadata ?? IllowFixtures.DsrCreated(),
            (options ?? new()) with { Key = _app.Key, Path = url, Webhook = options?.Webhook ?? "main" });

    private HttpRequestMessage With(string url, Action<HttpRequestMessage> change)
    {
        var request = Create(url).ToRequest();
        change(request);
        return request;
    }

    private static void Sign(HttpRequestMessage request, string signature)
    {
        request.Headers.Remove("illow-signature");
        request.Headers.TryAddWithoutValidation("illow-signature", signature);
    }

    private Task<HttpResponseMessage> SendAsync(IllowDelivery delivery) => _app.Client.PostIllowDeliveryAsync(delivery);

    private static async Task<Wrapped> ReadAsync(HttpResponseMessage response)
    {
        var wrapped = (await response.Content.ReadFromJsonAsync<Wrapped>())!;
        return wrapped with { Data = wrapped.Data?.ToString() };
    }
}
