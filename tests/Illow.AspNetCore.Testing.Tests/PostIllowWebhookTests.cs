using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Testing.Tests;

/// <summary>How a test's delivery finds its registration, and how its event travels.</summary>
public sealed class PostIllowWebhookTests
{
    private static readonly IllowTestKey Key = new();

    [Fact]
    public async Task PostIllowWebhookAsync_NothingConfigured_IsHandled()
    {
        await using var app = await TestedApp.StartAsync(Key, Echo("dsr.created", "dsr.updated"));

        Assert.Equal("dsr.created default", await PostAsync(app, "dsr.created"));
        Assert.Equal("dsr.updated default", await PostAsync(app, "dsr.updated"));
    }

    [Fact]
    public async Task PostIllowWebhookAsync_SeveralRegistrations_SignsForTheOneThatBringsTheEvent()
    {
        await using var app = await TestedApp.StartAsync(Key, Echo("dsr.created", "dsr.updated", "consent.updated"), new()
        {
            ["Illow:Webhooks:created:PublicKey"] = "replaced",
            ["Illow:Webhooks:created:Events:0"] = "dsr.created",
            ["Illow:Webhooks:both:PublicKeyFile"] = "absent.pem",
            ["Illow:Webhooks:both:Events:0"] = "dsr.created",
            ["Illow:Webhooks:both:Events:1"] = "dsr.updated",
            ["Illow:Webhooks:any:PublicKeys:0"] = "replaced",
        });

        Assert.Equal("dsr.created created", await PostAsync(app, "dsr.created"));
        Assert.Equal("dsr.updated both", await PostAsync(app, "dsr.updated"));
        Assert.Equal("consent.updated any", await PostAsync(app, "consent.updated"));
        Assert.Equal("dsr.created both", await PostAsync(app, "dsr.created", new() { Key = Key, Webhook = "BOTH" }));
    }

    [Fact]
    public async Task Create_TheKeyTellsTheEvent_BodyIsAsIllowSendsIt()
    {
        await using var app = await TestedApp.StartAsync(Key, Echo("dsr.created"), new() { ["Illow:Events:0"] = "dsr.created" });

        var delivery = IllowDelivery.Create("dsr.created", null, new() { Key = Key });
        Assert.Equal(["companyId", "siteId", "idempotencyKey", "metadata"], MembersOf(delivery));
        Assert.Contains("event", MembersOf(IllowDelivery.Create("dsr.created", null, new() { Key = Key, NameEvent = true })));
    }

    [Fact]
    public async Task Create_TheKeyBringsSeveralEvents_BodyNamesIt()
    {
        await using var app = await TestedApp.StartAsync(Key, Echo("a", "b"), new()
        {
            ["Illow:Events:0"] = "a",
            ["Illow:Events:1"] = "b",
            ["Illow:EventProperty"] = "kind",
        });

        Assert.Contains("kind", MembersOf(IllowDelivery.Create("b", null, new() { Key = Key })));
        Assert.Equal("b default", await PostAsync(app, "b"));
    }

    [Fact]
    public async Task PostIllowWebhookAsync_OtherSettings_FollowsThem()
    {
        await using var app = await TestedApp.StartAsync(Key, Echo("dsr.created"), new()
        {
            ["Illow:Path"] = "/hooks/privacy",
            ["Illow:SignatureHeader"] = "x-signed",
            ["Illow:HashAlgorithm"] = "SHA-256",
            ["Illow:CompanyId"] = "company-1",
            ["Illow:SiteId"] = "site-1",
            ["Illow:Events"] = "dsr.created",
        });

        Assert.Equal("dsr.created default", await PostAsync(app, "dsr.created"));
        using var other = await app.Client.PostIllowWebhookAsync("dsr.created", null, new() { Key = Key, SiteId = "site-2" });
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [Fact]
    public async Task PostIllowDeliveryAsync_SameAgain_IsARepetition()
    {
        await using var app = await TestedApp.StartAsync(Key, Echo("dsr.created"));
        var delivery = IllowDelivery.Create("dsr.created", IllowFixtures.DsrCreated(), new() { Key = Key });

        using var first = await app.Client.PostIllowDeliveryAsync(delivery);
        using var second = await app.Client.PostIllowDeliveryAsync(delivery);

        Assert.False(first.Headers.Contains("idempotent-replayed"));
        Assert.Equal(["true"], second.Headers.GetValues("idempotent-replayed"));
    }

    [Fact]
    public async Task PostIllowWebhookAsync_AnotherKey_IsRefused()
    {
        await using var app = await TestedApp.StartAsync(Key, Echo("dsr.created"));
        using var stranger = new IllowTestKey();
        using var response = await app.Client.PostIllowWebhookAsync("dsr.created", null, new() { Key = stranger });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Create_NoRegistrationBringsTheEvent_SaysHowToGoOn()
    {
        await using var app = await TestedApp.StartAsync(Key, Echo("dsr.created"), new() { ["Illow:Events:0"] = "dsr.created" });

        var exception = Assert.Throws<InvalidOperationException>(() => IllowDelivery.Create("dsr.deleted", null, new() { Key = Key }));
        Assert.Contains("Events of one of default", exception.Message, StringComparison.Ordinal);
        var unknown = Assert.Throws<InvalidOperationException>(
            () => IllowDelivery.Create("dsr.created", null, new() { Key = Key, Webhook = "eu" }));
        Assert.Contains("no registration named eu", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_AppsThatDifferShareTheKey_AsksForKeysOfTheirOwnUntilOneStops()
    {
        await using var one = await TestedApp.StartAsync(Key, Echo("dsr.created"), new() { ["Illow:Path"] = "/one" });
        await using (var two = await TestedApp.StartAsync(Key, Echo("dsr.created"), new() { ["Illow:Path"] = "/two" }))
        {
            var exception = Assert.Throws<InvalidOperationException>(
                () => IllowDelivery.Create("dsr.created", null, new() { Key = Key }));
            Assert.Contains("share one test key", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal("/one", IllowDelivery.Create("dsr.created", null, new() { Key = Key }).Path);
    }

    [Fact]
    public async Task PostIllowWebhookAsync_OneUrlOfItsOwn_PostsThere()
    {
        await using var app = await TestedApp.StartAsync(Key, routes => routes.MapGroup("/api").MapIllowWebhook(
            "dsr.created", (IllowEnvelope e) => Results.Text(e.Event + " " + e.Webhook), "hooks/privacy"));

        Assert.Equal("dsr.created default", await PostAsync(app, "dsr.created"));
        Assert.Equal("NotFound", await PostAsync(app, "dsr.deleted"));
    }

    [Fact]
    public async Task PostIllowWebhookAsync_AUrlForEachEvent_PostsToTheEvents()
    {
        await using var app = await TestedApp.StartAsync(Key, routes =>
        {
            routes.MapIllowWebhook("dsr.created", (IllowEnvelope _) => "one", "/one");
            routes.MapIllowWebhook("dsr.updated", (IllowEnvelope _) => "two", "/two");
            routes.MapPost("/any", [IllowWebhook] (IllowEnvelope _) => "any");
        });

        Assert.Equal("one", await PostAsync(app, "dsr.created"));
        Assert.Equal("two", await PostAsync(app, "dsr.updated"));
        Assert.Equal("any", await PostAsync(app, "consent.updated"));
    }

    [Fact]
    public async Task PostIllowWebhookAsync_UrlWithTheWebhooksName_NamesTheRegistration()
    {
        await using var app = await TestedApp.StartAsync(Key, routes => routes.MapPost(
            "/t/{region=eu}/{webhook}/{rest?}", [IllowWebhook("a")] (IllowEnvelope e) => e.Webhook), new()
        {
            ["Illow:Webhooks:shop:Events:0"] = "a",
            ["Illow:Webhooks:blog:Events:0"] = "b",
        });

        Assert.Equal("/t/eu/shop", IllowDelivery.Create("a", null, new() { Key = Key }).Path);
        Assert.Equal("shop", await PostAsync(app, "a"));
    }

    [Fact]
    public async Task Create_SeveralUrlsTakeTheEvent_NamesThemAndTheOption()
    {
        await using var app = await TestedApp.StartAsync(Key, routes =>
        {
            routes.MapIllowWebhook("dsr.created", (IllowEnvelope _) => "one", "/one");
            routes.MapIllowWebhook("dsr.created", (IllowEnvelope _) => "two", "/two");
        });

        var exception = Assert.Throws<InvalidOperationException>(() => IllowDelivery.Create("dsr.created", null, new() { Key = Key }));
        Assert.Contains("/one, /two", exception.Message, StringComparison.Ordinal);
        Assert.Contains("IllowDeliveryOptions.Path", exception.Message, StringComparison.Ordinal);
        Assert.Equal("/two", IllowDelivery.Create("dsr.created", null, new() { Key = Key, Path = "/two" }).Path);
    }

    [Fact]
    public async Task Create_DefaultPathAmongSeveralUrls_TakesIt()
    {
        await using var app = await TestedApp.StartAsync(Key, routes =>
        {
            routes.MapIllowWebhook("dsr.created", (IllowEnvelope _) => "one", "/one");
            routes.MapIllowWebhook("dsr.created", (IllowEnvelope _) => "default");
        });

        Assert.Equal("default", await PostAsync(app, "dsr.created"));
    }

    [Fact]
    public async Task Create_UrlWithParametersOfTheApplication_NamesItAndTheOption()
    {
        await using var app = await TestedApp.StartAsync(
            Key, routes => routes.MapIllowWebhook("a", (IllowEnvelope _, int id) => id, "/t/{id:int}"));

        var exception = Assert.Throws<InvalidOperationException>(() => IllowDelivery.Create("a", null, new() { Key = Key }));
        Assert.Contains("/t/{id}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_AppsWithOtherRoutesShareTheKey_AsksForKeysOfTheirOwn()
    {
        await using var one = await TestedApp.StartAsync(Key, routes => routes.MapIllowWebhook("a", () => { }, "/one"));
        await using var two = await TestedApp.StartAsync(Key, routes => routes.MapIllowWebhook("a", () => { }, "/two"));

        var exception = Assert.Throws<InvalidOperationException>(() => IllowDelivery.Create("a", null, new() { Key = Key }));
        Assert.Contains("share one test key", exception.Message, StringComparison.Ordinal);
        Assert.Equal("/two", IllowDelivery.Create("a", null, new() { Key = Key, Path = "/two" }).Path);
    }

    [Theory]
    [InlineData("web host")]
    [InlineData("host")]
    [InlineData("application")]
    [InlineData("services")]
    public async Task UseIllowTestKey_EachBuilder_PutsTheSharedKeyIn(string which)
    {
        await using var app = await TestedApp.StartAsync(
            builder => _ = which switch
            {
                "web host" => (object)builder.WebHost.UseIllowTestKey(),
                "host" => builder.Host.UseIllowTestKey(),
                "application" => ((Microsoft.Extensions.Hosting.IHostApplicationBuilder)builder).UseIllowTestKey(),
                _ => builder.Services.UseIllowTestKey(),
            },
            Echo("dsr.created"));
        using var response = await app.Client.PostAsync("/webhooks/illow", SignedByShared());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static ByteArrayContent SignedByShared()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"companyId":"c","siteId":"s","idempotencyKey":"{{Guid.NewGuid()}}","metadata":null}""");
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        content.Headers.Add("illow-signature", IllowTestKey.Shared.Sign(body));
        return content;
    }

    private static Action<IEndpointRouteBuilder> Echo(params string[] events) => routes =>
    {
        foreach (var name in events)
        {
            routes.MapIllowWebhook(name, (IllowEnvelope e) => Results.Text(e.Event + " " + e.Webhook));
        }
    };

    private static async Task<string> PostAsync(TestedApp app, string @event, IllowDeliveryOptions? options = null)
    {
        using var response = await app.Client.PostIllowWebhookAsync(@event, IllowFixtures.DsrCreated(), options ?? new() { Key = Key });
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : response.StatusCode.ToString();
    }

    private static string[] MembersOf(IllowDelivery delivery) =>
        [.. JsonDocument.Parse(delivery.Body).RootElement.EnumerateObject().Select(member => member.Name)];
}
