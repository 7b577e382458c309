using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>A key provider that finds one tenant by several spellings says how its name is written.</summary>
public sealed class CanonicalNameTests
{
    [Theory]
    [InlineData("acme")]
    [InlineData("ACME")]
    [InlineData("%C3%A4cme")]
    [InlineData("a-c-m-e")]
    public async Task Name_InAnySpelling_IsHandledOnceUnderTheCanonicalName(string spelling)
    {
        await using var app = await StartAsync(_ => new IllowWebhookKeyCollection("acme", [KeyA]));
        var delivery = Delivery.Fresh();

        using var first = await app.SendAsync(delivery, "/hooks/acme");
        using var again = await app.SendAsync(delivery, "/hooks/" + spelling);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.True(again.Headers.Contains("idempotent-replayed"));
        Assert.Equal(["acme"], app.Notes.Lines);
    }

    [Fact]
    public async Task Name_WithoutACanonicalOne_IsThatOfTheUrl()
    {
        await using var app = await StartAsync(_ => [KeyA]);
        var delivery = Delivery.Fresh();

        using var first = await app.SendAsync(delivery, "/hooks/acme");
        using var sameByCase = await app.SendAsync(delivery, "/hooks/ACME");
        using var other = await app.SendAsync(delivery, "/hooks/%C5%BFhop");
        using var another = await app.SendAsync(delivery, "/hooks/bravo");

        Assert.Equal(["acme", "ſhop", "bravo"], app.Notes.Lines);
    }

    [Fact]
    public async Task Name_ThatIsConfigured_KeepsItsEventsAndPins()
    {
        var settings = Settings.Of(("eu", TestKeys.B, ["a"])).With("Illow:Webhooks:eu:CompanyId", "c-1");
        await using var app = await StartAsync(_ => new IllowWebhookKeyCollection("EU", [KeyA]), settings);

        using var provided = await app.SendAsync(Delivery.Of(idempotencyKey: "1"), "/hooks/europe");
        using var configured = await app.SendAsync(Delivery.Of(idempotencyKey: "2").By(TestKeys.B), "/hooks/europe");
        using var foreign = await app.SendAsync(Delivery.Of(idempotencyKey: "3", companyId: "c-2"), "/hooks/europe");

        Assert.Equal(["eu", "eu"], app.Notes.Lines);
        await Problem.AssertAsync(foreign, HttpStatusCode.Forbidden, "wrong-origin");
    }

    [Fact]
    public async Task Name_OfTheHandlersWebhook_IsComparedWithTheCanonicalOne()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = new Dictionary<string, string?>(),
            Services = s => s.AddSingleton<IIllowKeyProvider>(new Provider(_ => new IllowWebhookKeyCollection("acme", [KeyA]))),
            Map = e => e.MapIllowWebhook("a", (IllowEnvelope d, Notes notes) => notes.Add(d.Webhook), "/hooks/{webhook}", "acme"),
        });

        using var response = await app.SendAsync(Delivery.Fresh(), "/hooks/a-c-m-e");

        Assert.Equal(["acme"], app.Notes.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" acme")]
    [InlineData("acme\n")]
    [InlineData("ac\u0001me")]
    public void Collection_WithWhatIsNoName_Throws(string name) =>
        Assert.Throws<ArgumentException>("webhook", () => new IllowWebhookKeyCollection(name, [KeyA]));

    [Fact]
    public void Collection_OfKeys_HoldsThemInOrder()
    {
        var keys = new IllowWebhookKeyCollection(new string('n', 128), ["b", "a"]);
        Assert.Equal(["b", "a"], keys);
        Assert.Equal(2, keys.Count);
        Assert.Throws<ArgumentException>("webhook", () => new IllowWebhookKeyCollection(new string('n', 129), []));
    }

    private static string KeyA => TestKeys.A.ExportSubjectPublicKeyInfoPem();

    private static Task<WebhookApp> StartAsync(
        Func<string, IReadOnlyCollection<string>?> keys,
        Dictionary<string, string?>? settings = null
    ) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = settings ?? [],
                Services = s => s.AddSingleton<IIllowKeyProvider>(new Provider(keys)),
                Map = e => e.MapIllowWebhook("a", (IllowEnvelope d, Notes notes) => notes.Add(d.Webhook), "/hooks/{webhook}"),
            });

    private sealed class Provider(Func<string, IReadOnlyCollection<string>?> keys) : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            // Only what is not configured: a configured name is asked for by its own
            new(webhook.Equals("eu", StringComparison.OrdinalIgnoreCase) ? null : keys(webhook));
    }
}
