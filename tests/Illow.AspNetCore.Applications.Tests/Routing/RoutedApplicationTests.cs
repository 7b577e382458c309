using System.Net;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>Every answer of the README's table, whatever the application routes by.</summary>
public abstract class RoutedApplicationTests : IAsyncLifetime
{
    private RoutedApplication? _app;

    internal RoutedApplication App => _app!;

    /// <summary>A URL with handlers of dsr.created and dsr.updated; {0} is the name of one of several.</summary>
    protected abstract string Url { get; }

    /// <summary>A URL whose route has the parameter {webhook}, which {0} fills in.</summary>
    protected abstract string UrlOf(string webhook);

    internal abstract RoutedApplication Create();

    public async ValueTask InitializeAsync()
    {
        _app = Create();
        await App.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Delivery_HandledAndRepeated_IsTheHandlersOwnAnswerThen200()
    {
        using var first = await App.SendAsync(Url, "once");
        using var again = await App.SendAsync(Url, "once");

        Assert.True(first.StatusCode == HttpStatusCode.Created, string.Join('\n', App.Warnings.Lines));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("idempotent-replayed")));
        Assert.EndsWith(" once", Assert.Single(App.Meeting.Handled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_HandlerThrows_Is500AndOpenForTheRetry()
    {
        using var thrown = await App.SendAsync(Url, "thrown", """{"id":"throw"}""");
        using var retried = await App.SendAsync(Url, "thrown");

        Assert.Equal(HttpStatusCode.InternalServerError, thrown.StatusCode);
        Assert.Equal(HttpStatusCode.Created, retried.StatusCode);
    }

    [Fact]
    public async Task Delivery_WhileTheFirstIsHandled_Is409WithRetryAfter()
    {
        var first = App.SendAsync(Url, "slow", """{"id":"wait"}""");
        await App.Meeting.Entered.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var copy = await App.SendAsync(Url, "slow", """{"id":"wait"}""");
        App.Meeting.Leave.SetResult();
        using var handled = await first;

        await RoutedApplication.AssertProblemAsync(copy, HttpStatusCode.Conflict, "in-progress");
        Assert.NotNull(copy.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.Created, handled.StatusCode);
    }

    [Fact]
    public async Task Delivery_KeyUsedForAnotherBody_Is422()
    {
        using var first = await App.SendAsync(Url, "reused");
        using var other = await App.SendAsync(Url, "reused", """{"id":"other"}""");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await RoutedApplication.AssertProblemAsync(other, HttpStatusCode.UnprocessableEntity, "key-reused");
    }

    [Fact]
    public async Task Delivery_OfWhatIsNotAccepted_IsAsTheTableSays()
    {
        const string genuine = """{"companyId":"c1","siteId":"s","idempotencyKey":"k","metadata":{}}""";
        using var malformed = await App.SendBodyAsync(Url, """{"companyId":"c1"}""");
        using var metadata = await App.SendAsync(Url, "m", """{"number":"no"}""", key: "open", @event: "dsr.updated");
        using var forged = await App.SendBodyAsync(Url, genuine, isForged: true);
        using var unsigned = await App.PostUnsignedAsync(Url);
        using var origin = await App.SendAsync(Url, "k", company: "c2");
        using var excluded = await App.SendAsync(Url, "k", @event: "dsr.updated");
        using var webhook = await App.SendAsync(UrlOf("nobody"), "k");
        using var unhandled = await App.SendAsync(Url, "k", key: "open", @event: "nobody.handles");
        using var unknown = await App.SendAsync(Url, "k", key: "b");
        using var get = await App.GetAsync(Url);
        using var large = await App.SendAsync(Url, "k", $$"""{"id":"{{new string('x', 5000)}}"}""");
        using var text = await App.SendBodyAsync(Url, genuine, contentType: "text/plain");
        using var early = await App.SendBodyAsync(Url, genuine, isReadEarly: true);
        using var down = await App.SendAsync(UrlOf("down"), "k");

        await RoutedApplication.AssertProblemAsync(malformed, HttpStatusCode.BadRequest, "malformed-envelope");
        await RoutedApplication.AssertProblemAsync(metadata, HttpStatusCode.BadRequest, "malformed-metadata");
        await RoutedApplication.AssertProblemAsync(forged, HttpStatusCode.Unauthorized, "invalid-signature");
        await RoutedApplication.AssertProblemAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
        await RoutedApplication.AssertProblemAsync(origin, HttpStatusCode.Forbidden, "wrong-origin");
        await RoutedApplication.AssertProblemAsync(excluded, HttpStatusCode.Forbidden, "wrong-origin");
        await RoutedApplication.AssertProblemAsync(webhook, HttpStatusCode.NotFound, "unknown-webhook");
        await RoutedApplication.AssertProblemAsync(unhandled, HttpStatusCode.NotFound, "unhandled-event");
        await RoutedApplication.AssertProblemAsync(unknown, HttpStatusCode.UnprocessableEntity, "unknown-event");
        await RoutedApplication.AssertProblemAsync(get, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Contains("POST", get.Content.Headers.Allow);
        await RoutedApplication.AssertProblemAsync(large, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        await RoutedApplication.AssertProblemAsync(text, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        await RoutedApplication.AssertProblemAsync(early, HttpStatusCode.InternalServerError, "body-read-earlier");
        await RoutedApplication.AssertProblemAsync(down, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Empty(App.Meeting.Handled);
    }

    internal sealed record Update(int Number);
}
