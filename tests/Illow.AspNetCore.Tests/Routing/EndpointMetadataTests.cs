using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>Metadata of a decorated endpoint that must hold before the event is known: rate limits, CORS, sizes, timeouts.</summary>
public sealed class EndpointMetadataTests
{
    [Theory]
    [InlineData("/limited")]
    [InlineData("/limited-action")]
    public async Task RateLimit_OnTheEndpoint_StopsUnsignedRequestsToo(string url)
    {
        await using var app = await StartAsync();

        using var first = await app.SendAsync(Delivery.Fresh("a"), url);
        using var second = await app.SendAsync(Delivery.Fresh("a").Unsigned(), url);
        using var third = await app.SendAsync(Delivery.Fresh("a"), url);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Single(app.Notes.Lines);
    }

    [Theory]
    [InlineData("/cors")]
    [InlineData("/cors-action")]
    public async Task Cors_OnTheEndpoint_AnswersThePreflightAndMarksTheResponse(string url)
    {
        await using var app = await StartAsync();

        using var preflight = await app.Client.SendAsync(Preflight(url, "POST"));
        using var request = Delivery.Fresh("a").To(url);
        request.Headers.Add("Origin", "https://a.example");
        using var response = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(["https://a.example"], preflight.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["https://a.example"], response.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Single(app.Notes.Lines);
    }

    [Theory]
    [InlineData("/webhooks/illow")]
    [InlineData("/attribute")]
    public async Task OutputCache_PolicyThatCachesPost_EachDeliveryIsHandled(string url)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Services = services => services.AddOutputCache(options =>
            {
                options.AddBasePolicy(policy => policy.AddPolicy<CachePost>(), excludeDefaultPolicy: true);
                options.AddPolicy("post", policy => policy.AddPolicy<CachePost>(), excludeDefaultPolicy: true);
            }),
            Before = a => a.UseOutputCache(),
            Map = e =>
            {
                e.MapIllowWebhook("a", (IllowEnvelope envelope, Notes notes) => Note(envelope, notes));
                e.MapIllowWebhook("a", (IllowEnvelope envelope, Notes notes) => Note(envelope, notes), "/attribute").CacheOutput("post");
            },
        });

        using var first = await app.SendAsync(Delivery.Fresh(), url);
        using var second = await app.SendAsync(Delivery.Fresh(), url);
        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), url);

        Assert.Equal((200, 200, 401), ((int)first.StatusCode, (int)second.StatusCode, (int)unsigned.StatusCode));
        Assert.Equal(2, app.Notes.Lines.Count);

        static string Note(IllowEnvelope envelope, Notes notes)
        {
            notes.Add(envelope.IdempotencyKey);
            return "handled";
        }
    }

    [Fact]
    public async Task Cors_SiblingGetThatAllowsIt_AnswersThePreflight()
    {
        await using var app = await StartAsync();

        using var preflight = await app.Client.SendAsync(Preflight("/sibling", "GET"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sibling");
        request.Headers.Add("Origin", "https://a.example");
        using var get = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(["https://a.example"], preflight.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal("sibling", await get.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Cors_PreflightOfAnOriginThatIsNotAllowed_IsNotAllowed()
    {
        await using var app = await StartAsync();

        using var preflight = await app.Client.SendAsync(Preflight("/sibling", "GET", "https://evil.example"));

        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/timed")]
    [InlineData("/timed-action")]
    public async Task Timeout_OnTheEndpoint_CancelsTheHandler(string url)
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh("a"), url);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(["cancelled"], app.Notes.Lines);
    }

    [Theory]
    [InlineData("/small")]
    [InlineData("/small-action")]
    public async Task RequestSizeLimit_OnTheEndpoint_413BeforeTheSignature(string url)
    {
        await using var app = await StartAsync(kestrel: true);
        var large = Delivery.Of("\"" + new string('x', 600) + "\"", "large", more: ",\"event\":\"a\"");

        using var refused = await app.SendAsync(large, url);
        using var taken = await app.SendAsync(Delivery.Of("1", "small", more: ",\"event\":\"a\""), url);

        await Problem.AssertAsync(refused, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Single(app.Notes.Lines);
    }

    private static HttpRequestMessage Preflight(string url, string method, string origin = "https://a.example")
    {
        var request = new HttpRequestMessage(HttpMethod.Options, url);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        return request;
    }

    private static Task<WebhookApp> StartAsync(bool kestrel = false) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Kestrel = kestrel,
                Controllers = [typeof(MetadataController)],
                Services = s =>
                {
                    s.AddRequestTimeouts();
                    s.AddCors(o => o.AddPolicy("p", p => p.WithOrigins("https://a.example")));
                    s.AddRateLimiter(o =>
                    {
                        o.AddFixedWindowLimiter("p", l => (l.PermitLimit, l.Window) = (1, TimeSpan.FromHours(1)));
                        o.RejectionStatusCode = 429;
                    });
                },
                Before = a =>
                {
                    a.UseRouting();
                    a.UseCors();
                    a.UseRateLimiter();
                    a.UseRequestTimeouts();
                },
                Map = e =>
                {
                    e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"), "/limited").RequireRateLimiting("p");
                    e.MapIllowWebhook("b", (Notes notes) => notes.Add("ran"), "/limited").RequireRateLimiting("p");
                    e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"), "/cors").RequireCors("p");
                    e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"), "/sibling");
                    e.MapGet("/sibling", () => "sibling").RequireCors("p");
                    e.MapIllowWebhook("a", (Notes notes, CancellationToken ct) => MetadataController.WaitAsync(notes, ct), "/timed")
                        .WithRequestTimeout(TimeSpan.FromMilliseconds(50));
                    e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"), "/small").WithMetadata(new RequestSizeLimitAttribute(500));
                },
            });

    public sealed class MetadataController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/limited-action"), EnableRateLimiting("p")]
        public void Limited() => notes.Add("ran");

        [IllowWebhook("a"), HttpPost("/cors-action"), EnableCors("p")]
        public void Cors() => notes.Add("ran");

        [IllowWebhook("a"), HttpPost("/timed-action"), RequestTimeout(50)]
        public Task Timed(CancellationToken ct) => WaitAsync(notes, ct);

        [IllowWebhook("a"), HttpPost("/small-action"), RequestSizeLimit(500)]
        public void Small() => notes.Add("ran");

        internal static async Task WaitAsync(Notes notes, CancellationToken ct)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMinutes(1), ct);
            }
            catch (OperationCanceledException)
            {
                notes.Add("cancelled");
                throw;
            }
        }
    }

    private sealed class CachePost : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage) = (true, true, true);
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
