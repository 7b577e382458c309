using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Servers;

namespace Illow.AspNetCore.Applications.Tests.Databases;

/// <summary>
/// Every answer of the README's table, from an application with pooled contexts, retries and a migrating hosted service, on PostgreSQL.
/// </summary>
public abstract class RetryingApplicationTests(bool transactional) : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private RetryingApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync();
        _app = new RetryingApplication(_server.ConnectionString("shop"), transactional);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Delivery_HandledAndRepeated_IsTheHandlersOwnAnswerThen200()
    {
        using var first = await _app.SendAsync("once");
        using var again = await _app.SendAsync("once");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal("""{"opened":"once"}""", await first.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("idempotent-replayed")));
        Assert.Equal(1, await _app.CasesAsync("once"));
    }

    [Fact]
    public async Task Delivery_HandlerRefusesOrThrows_IsOpenForTheRetry()
    {
        using var refused = await _app.SendAsync("refused", """{"id":"refuse"}""");
        using var thrown = await _app.SendAsync("thrown", """{"id":"throw"}""");
        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, thrown.StatusCode);

        // In the handler's own transaction its row goes with it, in a claim's lease it stays
        Assert.Equal(transactional ? 0 : 1, await _app.CasesAsync("refused"));
        Assert.Equal(transactional ? 0 : 1, await _app.CasesAsync("thrown"));
        using var retried = await _app.SendAsync("thrown");
        Assert.Equal(HttpStatusCode.Created, retried.StatusCode);
    }

    [Fact]
    public async Task Delivery_WhileTheFirstIsHandled_Is409WithRetryAfter()
    {
        var first = _app.SendAsync("slow", """{"id":"wait"}""");
        await _app.Entered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        using var copy = await _app.SendAsync("slow", """{"id":"wait"}""");
        _app.Leave.SetResult();
        using var handled = await first;

        await AssertProblemAsync(copy, HttpStatusCode.Conflict, "in-progress");
        Assert.NotNull(copy.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.Created, handled.StatusCode);
        Assert.Equal(1, await _app.CasesAsync("slow"));
    }

    [Fact]
    public async Task Delivery_KeyUsedForAnotherBody_Is422()
    {
        using var first = await _app.SendAsync("reused");
        using var other = await _app.SendAsync("reused", """{"id":"other"}""");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await AssertProblemAsync(other, HttpStatusCode.UnprocessableEntity, "key-reused");
    }

    [Fact]
    public async Task Delivery_NotRecorded_Is500()
    {
        using var response = await _app.SendAsync("unrecorded", transactional ? """{"id":"commit fails"}""" : """{"id":"claim lost"}""");

        await AssertProblemAsync(response, HttpStatusCode.InternalServerError, "not-recorded");
        using var retried = await _app.SendAsync("unrecorded");
        Assert.Equal(HttpStatusCode.Created, retried.StatusCode);
    }

    [Fact]
    public async Task Delivery_OfWhatIsNotAccepted_IsAsTheTableSays()
    {
        const string genuine = """{"companyId":"c1","siteId":"s","idempotencyKey":"k","metadata":{}}""";
        using var malformed = await _app.SendBodyAsync("a", """{"companyId":"c1"}""");
        using var metadata = await _app.SendAsync("m", """{"number":"no"}""", key: "open", more: ""","event":"dsr.updated" """);
        using var forged = await _app.SendBodyAsync("a", genuine, isForged: true);
        using var origin = await _app.SendAsync("k", company: "c2");
        using var webhook = await _app.SendAsync("k", path: "/shops/nobody/illow");
        using var unhandled = await _app.SendAsync("k", key: "open", more: ""","event":"nobody.handles" """);
        using var unknown = await _app.SendAsync("k", key: "b");
        using var get = await _app.Client.GetAsync(_app.UriOf("/webhooks/illow"));
        using var large = await _app.SendAsync("k", $$"""{"id":"{{new string('x', 5000)}}"}""");
        using var text = await _app.SendBodyAsync("a", genuine, contentType: "text/plain");
        using var early = await _app.SendAsync("k", path: "/early");

        await AssertProblemAsync(malformed, HttpStatusCode.BadRequest, "malformed-envelope");
        await AssertProblemAsync(metadata, HttpStatusCode.BadRequest, "malformed-metadata");
        await AssertProblemAsync(forged, HttpStatusCode.Unauthorized, "invalid-signature");
        await AssertProblemAsync(origin, HttpStatusCode.Forbidden, "wrong-origin");
        await AssertProblemAsync(webhook, HttpStatusCode.NotFound, "unknown-webhook");
        await AssertProblemAsync(unhandled, HttpStatusCode.NotFound, "unhandled-event");
        await AssertProblemAsync(unknown, HttpStatusCode.UnprocessableEntity, "unknown-event");
        await AssertProblemAsync(get, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        await AssertProblemAsync(large, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        await AssertProblemAsync(text, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        await AssertProblemAsync(early, HttpStatusCode.InternalServerError, "body-read-earlier");
        Assert.Equal(0, await _app.CasesAsync("k"));
    }

    [Fact]
    public async Task Delivery_DatabaseStopped_Is503WithinSecondsAndHandledWhenItIsBack()
    {
        Assert.Equal("Healthy", await _app.Client.GetStringAsync(_app.UriOf("/health")));
        await _server.StopAsync();
        var started = Stopwatch.GetTimestamp();
        using var refused = await _app.SendAsync("stopped");

        await AssertProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.True(
            Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30),
            "The retries of the execution strategy were not cut off.");
        using var health = await _app.Client.GetAsync(_app.UriOf("/health"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        await _server.StartAsync();
        await Eventually.HoldsAsync(async () =>
        {
            using var retried = await _app.SendAsync("stopped");
            return retried.StatusCode == HttpStatusCode.Created;
        });
        Assert.Equal(1, await _app.CasesAsync("stopped"));
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode} instead of {status}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        Assert.EndsWith(slug, problem.RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
    }
}

public sealed class LeasedRetryingApplicationTests() : RetryingApplicationTests(transactional: false);

public sealed class TransactionalRetryingApplicationTests() : RetryingApplicationTests(transactional: true);
