using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>The application that the README and the design show, word for word: one controller, one minimal endpoint, one URL.</summary>
public sealed class DesignExampleTests
{
    private static string OneWebhook =>
        $$"""{ "Illow": { "PublicKey": {{JsonSerializer.Serialize(TestKeys.A.ExportSubjectPublicKeyInfoPem())}} } }""";

    private static string SeveralWebhooks => $$"""
        { "Illow": { "Webhooks": {
            "dsr-created": { "PublicKey": {{KeyOf(TestKeys.A)}},                    "Events": ["dsr.created"] },
            "dsr-updated": { "PublicKeys": [{{KeyOf(TestKeys.B)}}], "Events": ["dsr.updated"], "SiteId": "s-1" },
            "eu":          { "PublicKey": {{KeyOf(TestKeys.C)}}, "Events": ["dsr.created", "dsr.updated"] } } } }
        """;

    [Theory]
    [InlineData("dsr.created", HttpStatusCode.OK)]
    [InlineData("dsr.updated", HttpStatusCode.OK)]
    [InlineData("consent.updated", HttpStatusCode.OK)]
    [InlineData("site.deleted", HttpStatusCode.NoContent)]
    public async Task OneUrl_EventNamedInTheBody_GoesToItsHandler(string @event, HttpStatusCode status)
    {
        await using var app = await StartAsync(OneWebhook);

        using var response = await PostAsync(app, Delivery.Fresh(@event));

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task OneUrl_OneWebhookAndNoEventInTheBody_TheCatchAllTakesIt()
    {
        await using var app = await StartAsync(OneWebhook);

        using var response = await PostAsync(app, Delivery.Fresh());

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task OneUrl_SeveralWebhooks_TheKeyTellsTheEvent()
    {
        await using var app = await StartAsync(SeveralWebhooks);

        using var created = await PostAsync(app, Delivery.Fresh());
        using var updated = await PostAsync(app, Delivery.Fresh().By(TestKeys.B));
        using var both = await PostAsync(app, Delivery.Fresh().By(TestKeys.C));

        Assert.Equal("created dsr-1", await created.Content.ReadAsStringAsync());
        Assert.Equal("updated Object", await updated.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, both.StatusCode);
    }

    [Fact]
    public async Task OneUrl_UnsignedOrForged_401()
    {
        await using var app = await StartAsync(SeveralWebhooks);

        foreach (var delivery in new[] { Delivery.Fresh("dsr.created").Unsigned(), Delivery.Fresh("dsr.created").By(TestKeys.Weak) })
        {
            using var response = await PostAsync(app, delivery);
            await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
        }
    }

    [Fact]
    public async Task Start_OneWebhook_WarnsOnlyThatTheKeyDoesNotTellTheEvent()
    {
        await using var app = await StartAsync(OneWebhook);

        var warning = Assert.Single(AuditWarnings(app));
        Assert.Contains("A delivery by 'default' at /webhooks/illow", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SeveralWebhooks_WarnsOfWhatCannotArriveOrBeTold()
    {
        await using var app = await StartAsync(SeveralWebhooks);

        Assert.Collection(
            AuditWarnings(app),
            first => Assert.Contains("'consent.updated'", first, StringComparison.Ordinal),
            second => Assert.Contains("A delivery by 'eu' at /webhooks/illow", second, StringComparison.Ordinal));
    }

    private static string KeyOf(RSA key) => JsonSerializer.Serialize(key.ExportSubjectPublicKeyInfoPem());

    private static IEnumerable<string> AuditWarnings(WebApplication app) =>
        app
            .Services.GetRequiredService<FakeLogCollector>()
            .GetSnapshot()
            .Where(line => line.Category == "Illow.AspNetCore" && line.Id.Id == 4)
            .Select(line => line.Message);

    private static Task<HttpResponseMessage> PostAsync(WebApplication app, Delivery delivery) =>
        app.GetTestClient().SendAsync(delivery.To("/webhooks/illow"));

    private static async Task<WebApplication> StartAsync(string settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings)));
        builder.Services.AddControllers().OnlyControllers([typeof(PrivacyController)]);

        builder.Services.AddIllowWebhooks();

        var app = builder.Build();
        app.UseIllowWebhooks();
        app.MapControllers();
        app.MapIllowWebhook("consent.updated", (IllowEnvelope e) => Results.Ok());
        await app.StartAsync();
        return app;
    }

    [ApiController, Route("webhooks/illow")]
    public sealed class PrivacyController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public async Task<IActionResult> Created(IllowEnvelope<DsrCreated> e, CancellationToken ct)
        {
            await Task.Delay(1, ct);
            return Ok("created " + e.Metadata.Id);
        }

        [IllowWebhook("dsr.updated")]
        public IActionResult Updated(IllowEnvelope<JsonElement> e) => Ok("updated " + e.Metadata.ValueKind);

        [IllowWebhook]
        public IActionResult Rest(IllowEnvelope e) => NoContent();
    }
}
