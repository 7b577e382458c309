using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>Keys from the application's own store: with and beside configured ones, for one URL and for thousands of tenants.</summary>
public sealed class KeyProviderTests
{
    private static string KeyA => TestKeys.A.ExportSubjectPublicKeyInfoPem();

    private static string KeyB => TestKeys.B.ExportSubjectPublicKeyInfoPem();

    [Fact]
    public async Task Provider_ConfigurationWithoutAKey_BringsIt()
    {
        await using var app = await StartAsync(_ => [KeyA], []);

        using var signed = await app.SendAsync(Delivery.Fresh());
        using var other = await app.SendAsync(Delivery.Fresh().By(TestKeys.B));

        Assert.Equal(["default"], app.Notes.Lines.Where(line => !line.StartsWith("asked", StringComparison.Ordinal)));
        await Problem.AssertAsync(other, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Fact]
    public async Task Provider_BesideAConfiguredKey_BothCount()
    {
        await using var app = await StartAsync(_ => [KeyB], WebhookApp.DefaultKey);

        using var configured = await app.SendAsync(Delivery.Fresh().By(TestKeys.A));
        using var provided = await app.SendAsync(Delivery.Fresh().By(TestKeys.B));

        Assert.Equal(HttpStatusCode.OK, configured.StatusCode);
        Assert.Equal(HttpStatusCode.OK, provided.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Provider_KnowsNoneOrNull_OnlyTheConfiguredKeyCounts(bool none)
    {
        await using var app = await StartAsync(_ => none ? [] : null, WebhookApp.DefaultKey);

        using var configured = await app.SendAsync(Delivery.Fresh());
        using var other = await app.SendAsync(Delivery.Fresh().By(TestKeys.B));

        Assert.Equal(HttpStatusCode.OK, configured.StatusCode);
        await Problem.AssertAsync(other, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Fact]
    public async Task Provider_TenantThatOnlyItKnows_IsVerifiedByItsKey()
    {
        await using var app = await StartAsync(
            name =>
                name switch
                {
                    "acme" => [KeyA],
                    "bravo" => [KeyB],
                    _ => null,
                },
            [],
            "/hooks/{webhook}");

        using var acme = await app.SendAsync(Delivery.Fresh(), "/hooks/acme");
        using var acmeAtBravo = await app.SendAsync(Delivery.Fresh(), "/hooks/bravo");
        using var nobody = await app.SendAsync(Delivery.Fresh(), "/hooks/nobody");

        Assert.Equal(["asked acme", "acme", "asked bravo", "asked nobody"], app.Notes.Lines);
        await Problem.AssertAsync(acmeAtBravo, HttpStatusCode.Unauthorized, "invalid-signature");
        await Problem.AssertAsync(nobody, HttpStatusCode.NotFound, "unknown-webhook");
    }

    [Theory]
    [InlineData("/webhooks/illow")]
    [InlineData("/hooks/acme")]
    public async Task Provider_Throws_503AndNothingRuns(string url)
    {
        await using var app = await StartAsync(
            _ => throw new InvalidOperationException("vault"),
            WebhookApp.DefaultKey,
            "/hooks/{webhook}");

        using var response = await app.SendAsync(Delivery.Fresh(), url);

        await AssertUnavailableAsync(app, response);
    }

    [Theory]
    [InlineData("no key at all")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("private")]
    [InlineData("weak")]
    public async Task Provider_TextThatIsNoGoodKey_503AndTheTextIsNotLogged(string? text)
    {
        var given = text switch
        {
            "private" => TestKeys.A.ExportRSAPrivateKeyPem(),
            "weak" => TestKeys.Weak.ExportSubjectPublicKeyInfoPem(),
            _ => text,
        };
        await using var app = await StartAsync(_ => [KeyA, given!], []);

        using var response = await app.SendAsync(Delivery.Fresh());

        await AssertUnavailableAsync(app, response);
        Assert.DoesNotContain(app.OwnLines, line =>
            given is { Length: > 10 } && line.Message.Contains(given[..10], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Provider_RequestThatIsNoPost_IsNotAsked()
    {
        await using var app = await StartAsync(_ => [KeyA], []);

        using var response = await app.Client.GetAsync("/webhooks/illow");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Provider_Asynchronous_IsAwaited()
    {
        await using var app = await StartAsync(_ => [KeyA], [], delay: true);

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task AssertUnavailableAsync(WebhookApp app, HttpResponseMessage response)
    {
        await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        Assert.Single(app.OwnLines, line => line.Level == LogLevel.Error);
        Assert.All(app.Notes.Lines, line => Assert.StartsWith("asked", line, StringComparison.Ordinal));
    }

    private static Task<WebhookApp> StartAsync(
        Func<string, IReadOnlyCollection<string>?> keys,
        Dictionary<string, string?> settings,
        string? tenants = null,
        bool delay = false
    ) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = settings,
                Services = s => s.AddSingleton<IIllowKeyProvider>(p => new Provider(keys, delay, p.GetRequiredService<Notes>())),
                Map = e =>
                {
                    e.MapIllowWebhook("a", (IllowEnvelope d, Notes notes) => notes.Add(d.Webhook));
                    if (tenants is not null)
                    {
                        e.MapIllowWebhook("a", (IllowEnvelope d, Notes notes) => notes.Add(d.Webhook), tenants);
                    }
                },
            });

    private sealed class Provider(Func<string, IReadOnlyCollection<string>?> keys, bool delay, Notes notes) : IIllowKeyProvider
    {
        public async ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken)
        {
            notes.Add("asked " + webhook);
            await Task.Delay(delay ? 20 : 0, cancellationToken);
            return keys(webhook);
        }
    }
}
