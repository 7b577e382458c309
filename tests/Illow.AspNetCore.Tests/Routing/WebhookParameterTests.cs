using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>The route parameter {webhook} names the registration; which registrations may deliver to a URL at all.</summary>
public sealed class WebhookParameterTests
{
    private static Dictionary<string, string?> TwoTenants => Settings.Of(("acme", TestKeys.A, []), ("bravo", TestKeys.B, []));

    private static Dictionary<string, string?> TwoEvents =>
        Settings.Of(("created", TestKeys.A, ["dsr.created"]), ("updated", TestKeys.B, ["dsr.updated"]));

    [Theory]
    [InlineData("/hooks/acme")]
    [InlineData("/hooks/ACME")]
    [InlineData("/hooks/%61cme")]
    [InlineData("/hooks/acme/")]
    public async Task Webhook_OfTheRoute_VerifiesWithItsKey(string url)
    {
        await using var app = await StartAsync("/hooks/{webhook}");

        using var own = await app.SendAsync(Delivery.Fresh(), url);
        using var other = await app.SendAsync(Delivery.Fresh().By(TestKeys.B), url);

        Assert.Equal(["acme"], app.Notes.Lines);
        await Problem.AssertAsync(other, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Theory]
    [InlineData("/hooks/nobody")]
    [InlineData("/hooks/default")]
    [InlineData("/hooks/%20")]
    [InlineData("/hooks/acme%2fx")]
    public async Task Webhook_Unknown_404(string url)
    {
        await using var app = await StartAsync("/hooks/{webhook}");

        using var signed = await app.SendAsync(Delivery.Fresh(), url);
        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), url);

        await Problem.AssertAsync(signed, HttpStatusCode.NotFound, "unknown-webhook");
        await Problem.AssertAsync(unsigned, HttpStatusCode.NotFound, "unknown-webhook");
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("%20acme")]
    [InlineData("acme%20")]
    [InlineData("acme%C2%A0")]
    [InlineData("%E3%80%80acme")]
    [InlineData("acme%09")]
    [InlineData("ac%01me")]
    [InlineData("ac%0Ame")]
    [InlineData("ac%1Bme")]
    [InlineData("ac%7Fme")]
    [InlineData("ac%C2%85me")]
    [InlineData("%20")]
    [InlineData("129")]
    public async Task Webhook_ThatIsNoName_404WithoutAskingTheProvider(string name)
    {
        var asked = new Notes();
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = TwoTenants,
            Services = s => s.AddSingleton<IIllowKeyProvider>(new AnyName(asked)),
            Map = e => e.MapIllowWebhook("a", (IllowEnvelope d, Notes notes) => notes.Add(d.Webhook), "/hooks/{webhook}"),
        });

        using var refused = await app.SendAsync(Delivery.Fresh(), "/hooks/" + (name == "129" ? new string('n', 129) : name));

        await Problem.AssertAsync(refused, HttpStatusCode.NotFound, "unknown-webhook");
        Assert.Empty(app.Notes.Lines);
        Assert.Empty(asked.Lines);

        using var longest = await app.SendAsync(Delivery.Fresh(), "/hooks/" + new string('n', 128));
        using var inner = await app.SendAsync(Delivery.Fresh(), "/hooks/acme%20inc");
        Assert.Equal([new string('n', 128), "acme inc"], asked.Lines);
        Assert.Equal(HttpStatusCode.OK, longest.StatusCode);
    }

    [Theory]
    [InlineData("/hooks/{webhook?}", "/hooks", HttpStatusCode.NotFound)]
    [InlineData("/hooks/{webhook=bravo}", "/hooks", HttpStatusCode.OK)]
    [InlineData("/hooks/{WebHook}", "/hooks/bravo", HttpStatusCode.OK)]
    [InlineData("/{webhook}/hooks", "/bravo/hooks", HttpStatusCode.OK)]
    [InlineData("/hooks/{webhook:length(5)}", "/hooks/bravo", HttpStatusCode.OK)]
    [InlineData("/hooks/{**webhook}", "/hooks/bravo", HttpStatusCode.OK)]
    [InlineData("/hooks/x-{webhook}", "/hooks/x-bravo", HttpStatusCode.OK)]
    public async Task Webhook_AnyKindOfParameter_Selects(string pattern, string url, HttpStatusCode status)
    {
        await using var app = await StartAsync(pattern);

        using var response = await app.SendAsync(Delivery.Fresh().By(TestKeys.B), url);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? ["bravo"] : [], app.Notes.Lines);
    }

    [Fact]
    public async Task Webhook_QueryStringOfThatName_DoesNotCount()
    {
        await using var app = await StartAsync("/hooks/{webhook}");

        using var response = await app.SendAsync(Delivery.Fresh().By(TestKeys.B), "/hooks/acme?webhook=bravo");

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Fact]
    public async Task Webhook_KnownButNotForThisUrlsEvents_401()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = TwoEvents,
            Map = e => e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran"), "/hooks/{webhook}"),
        });

        using var response = await app.SendAsync(Delivery.Fresh().By(TestKeys.B), "/hooks/updated");

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("/created", true)]
    [InlineData("/updated", false)]
    [InlineData("/both", true)]
    [InlineData("/any", true)]
    [InlineData("/any-of-updated", false)]
    [InlineData("/created-of-updated", false)]
    public async Task Url_DeliveryByTheWebhookOfDsrCreated_IsACandidateOnlyWhereItMayDeliver(string url, bool accepted)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = TwoEvents,
            Map = e =>
            {
                void Ran(Notes notes) => notes.Add("ran");
                e.MapIllowWebhook("dsr.created", Ran, "/created");
                e.MapIllowWebhook("dsr.updated", Ran, "/updated");
                e.MapIllowWebhook("dsr.created", Ran, "/both");
                e.MapIllowWebhook("dsr.updated", Ran, "/both");
                e.MapPost("/any", [IllowWebhook] (Notes notes) => Ran(notes));
                e.MapPost("/any-of-updated", [IllowWebhook(Webhook = "updated")] (Notes notes) => Ran(notes));
                e.MapIllowWebhook("dsr.created", Ran, "/created-of-updated", "updated");
            },
        });

        using var response = await app.SendAsync(Delivery.Fresh(), url);

        Assert.Equal(accepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(accepted ? ["ran"] : [], app.Notes.Lines);
    }

    private sealed class AnyName(Notes asked) : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken)
        {
            asked.Add(webhook);
            return new([TestKeys.A.ExportSubjectPublicKeyInfoPem()]);
        }
    }

    private static Task<WebhookApp> StartAsync(string pattern) => WebhookApp.StartAsync(new AppPlan
    {
        Settings = TwoTenants,
        Map = e => e.MapIllowWebhook("a", (IllowEnvelope d, Notes notes) => notes.Add(d.Webhook), pattern),
    });
}
