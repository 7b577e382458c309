using System.Net;
using System.Security.Cryptography;
using Illow.AspNetCore.Tests.Hosting;
using Illow.AspNetCore.Tests.SettingsChecks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>CompanyId and SiteId of a registration: a delivery that its key signed for another company or site is refused.</summary>
public sealed class OriginPinTests
{
    private const string Named = "Illow:Webhooks:eu:";

    [Theory]
    [InlineData("CompanyId", "c-1", 200)]
    [InlineData("SiteId", "s-1", 200)]
    [InlineData("CompanyId", "c-2", 403)]
    [InlineData("SiteId", "s-2", 403)]
    [InlineData("CompanyId", "C-1", 403)]
    [InlineData("SiteId", "S-1", 403)]
    [InlineData("CompanyId", "c-", 403)]
    [InlineData("SiteId", "s-10", 403)]
    [InlineData("CompanyId", "s-1", 403)]
    [InlineData("SiteId", "c-1", 403)]
    public async Task Pin_OfADefaultOrNamedRegistration_IsComparedExactly(string setting, string pin, int status)
    {
        await using var app = await StartAsync(("Illow:" + setting, pin), (Named + setting, pin));

        await AssertAsync(app, TestKeys.A, "default", status);
        await AssertAsync(app, TestKeys.B, "eu", status);
    }

    [Theory]
    [InlineData("c-1", "s-1", 200)]
    [InlineData("c-1", "s-2", 403)]
    [InlineData("c-2", "s-1", 403)]
    public async Task Pins_Both_MustBothHold(string companyId, string siteId, int status)
    {
        await using var app = await StartAsync(("Illow:CompanyId", companyId), ("Illow:SiteId", siteId));

        await AssertAsync(app, TestKeys.A, "default", status);
    }

    [Fact]
    public async Task Pin_OfOneRegistration_BindsNoOther()
    {
        await using var app = await StartAsync((Named + "CompanyId", "c-2"));

        await AssertAsync(app, TestKeys.B, "eu", 403);
        await AssertAsync(app, TestKeys.A, "default", 200);
    }

    [Fact]
    public async Task Pin_IsComparedWithTheValue_NotWithItsSpelling()
    {
        await using var app = await StartAsync(("Illow:CompanyId", "c-1"));

        using var answer = await app.SendAsync(Delivery.Of(companyId: """\u0063-1"""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Pin_OfKeysFromAProvider_HoldsToo()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = new Dictionary<string, string?> { [Named + "SiteId"] = "s-2" },
            Services = services => services.AddSingleton<IIllowKeyProvider>(new OneKey(TestKeys.B.ExportSubjectPublicKeyInfoPem())),
            Map = endpoints => endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e, Notes notes) => notes.Add(e.Webhook)),
        });

        await AssertAsync(app, TestKeys.B, "eu", 403);
    }

    [Fact]
    public async Task WrongOrigin_Unsigned_IsRefusedAsAnyUnsignedRequest()
    {
        await using var app = await StartAsync(("Illow:CompanyId", "c-2"));

        using var answer = await app.SendAsync(Delivery.Fresh().Unsigned());

        await Problem.AssertAsync(answer, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Fact]
    public async Task WrongOrigin_OncePinnedRight_IsHandled()
    {
        await using var app = await StartAsync(("Illow:CompanyId", "c-2"));
        var delivery = Delivery.Fresh();

        using var refused = await app.SendAsync(delivery);
        ReloadTests.Reload(app, ("Illow:CompanyId", "c-1"));
        using var handled = await app.SendAsync(delivery);
        ReloadTests.Reload(app, ("Illow:CompanyId", "c-2"));
        using var repetition = await app.SendAsync(delivery);

        await Problem.AssertAsync(refused, HttpStatusCode.Forbidden, "wrong-origin");
        Assert.Equal((HttpStatusCode.OK, false), (handled.StatusCode, handled.Headers.Contains("idempotent-replayed")));
        await Problem.AssertAsync(repetition, HttpStatusCode.Forbidden, "wrong-origin");
        Assert.Equal(["default"], app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync(params (string Name, string Value)[] pins)
    {
        var settings = WebhookApp.DefaultKey.With(Named + "PublicKey", TestKeys.B.ExportSubjectPublicKeyInfoPem());
        foreach (var (name, value) in pins)
        {
            settings[name] = value;
        }

        return WebhookApp.StartAsync(new AppPlan
        {
            Settings = settings,
            Map = endpoints => endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e, Notes notes) => notes.Add(e.Webhook)),
        });
    }

    private static async Task AssertAsync(WebhookApp app, RSA key, string registration, int status)
    {
        var before = app.Notes.Lines.Count;
        using var answer = await app.SendAsync(Delivery.Fresh().By(key));

        if (status == 200)
        {
            Assert.Equal((HttpStatusCode.OK, registration), (answer.StatusCode, app.Notes.Lines[^1]));
            return;
        }

        await Problem.AssertAsync(answer, HttpStatusCode.Forbidden, "wrong-origin");
        Assert.Equal(before, app.Notes.Lines.Count);
        Assert.Contains(app.OwnLogs, record =>
            record.Id.Name == "WrongOrigin"
            && record.Level >= LogLevel.Warning
            && record.Message.Contains(registration, StringComparison.Ordinal));
    }

    private sealed class OneKey(string pem) : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            new([pem]);
    }
}
