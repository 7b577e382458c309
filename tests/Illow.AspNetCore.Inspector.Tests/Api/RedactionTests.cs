using System.Net;
using System.Text;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Illow.AspNetCore.Testing;

namespace Illow.AspNetCore.Inspector.Tests.Api;

/// <summary>Personal data and ids leave the application only for the one delivery asked for; signatures and credentials never.</summary>
public sealed class RedactionTests
{
    private const string Marker = "jane-doe-marker";

    [Fact]
    public async Task Stream_HoldsNothingOfTheContent()
    {
        await using var app = await StartAsync();
        using var answer = await app.GetAsync("/illow/api/stream");

        var text = await ReadNewsAsync(answer);

        Assert.Contains("\"outcome\":\"handled\"", text, StringComparison.Ordinal);
        AssertHidden(text);
    }

    [Fact]
    public async Task Map_HoldsNothingOfTheContent()
    {
        await using var app = await StartAsync();
        using var answer = await app.GetAsync("/illow/api/map");
        AssertHidden(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Content_AskedFor_ShowsBodyAndEnvelopeAndHidesCredentials()
    {
        await using var app = await StartAsync();
        using var answer = await app.AskAsync(HttpMethod.Get, "/illow/api/deliveries/1");

        var content = await InspectorApp.JsonOf(answer);

        Assert.Contains(Marker, content.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal(Marker + "-key", content.GetProperty("envelope").GetProperty("idempotencyKey").GetString());
        var headers = content.GetProperty("headers").EnumerateArray().ToDictionary(
            header => header.GetProperty("name").GetString()!,
            header => header.GetProperty("value").GetString()!,
            StringComparer.OrdinalIgnoreCase);
        Assert.Equal("application/json", headers["Content-Type"]);
        Assert.EndsWith("… (344 characters)", headers["illow-signature"], StringComparison.Ordinal);
        Assert.Equal(8, headers["illow-signature"].IndexOf('…', StringComparison.Ordinal));
        Assert.Equal("(13 characters)", headers["Authorization"]);
        Assert.Equal("(6 characters)", headers["X-Api-Key"]);
        Assert.Equal("(15 characters)", headers["X-Customer"]);
        Assert.Equal("/webhooks/illow?…", content.GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("X-Functions-Key")]
    [InlineData("X-Amzn-Oidc-Data")]
    [InlineData("Ocp-Apim-Subscription-Key")]
    [InlineData("X-MS-Client-Principal")]
    [InlineData("X-Goog-IAP-JWT-Assertion")]
    [InlineData("Proxy-Authorization")]
    [InlineData("X-Made-Up-Tomorrow")]
    public async Task Content_HeaderThatIsNotWellKnown_IsShownByNameAndLength(string name)
    {
        await using var app = await InspectorApp.StartAsync();
        using var request = InspectorApp.Created().ToRequest();
        request.Headers.TryAddWithoutValidation(name, "s3cr3t-value");
        using var delivered = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await app.Log.WaitAsync(0).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        using var answer = await app.AskAsync(HttpMethod.Get, "/illow/api/deliveries/1");

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("s3cr3t", text, StringComparison.Ordinal);
        Assert.Contains($"{{\"name\":\"{name}\",\"value\":\"(12 characters)\",\"isHidden\":true}}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_OutsideDevelopment_HoldsNoSignature()
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan);
        var delivery = InspectorApp.Created();
        await app.DeliverAsync(delivery);

        using var answer = await app.SendAsync(HttpMethod.Get, "/illow/api/deliveries/1", request =>
        {
            request.Headers.Add("X-Illow-Inspector", "1");
            request.Headers.Add("X-User", "ada");
        });

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(delivery.Signature[10..30], text, StringComparison.Ordinal);
        Assert.Contains(delivery.IdempotencyKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_AskedFor_IsNotedInTheLog()
    {
        await using var app = await StartAsync();
        using var answer = await app.AskAsync(HttpMethod.Get, "/illow/api/deliveries/1");

        var line = Assert.Single(app.OwnLogs);
        Assert.Equal(200, line.Id.Id);
        Assert.DoesNotContain(Marker, line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("one")]
    public async Task Content_OfNoDelivery_IsNotFound(string id)
    {
        await using var app = await StartAsync();
        using var answer = await app.AskAsync(HttpMethod.Get, "/illow/api/deliveries/" + id);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<InspectorApp> StartAsync()
    {
        var app = await InspectorApp.StartAsync();
        var delivery = IllowDelivery.Create("dsr.created", new { id = Marker }, new()
        {
            Key = InspectorApp.CreatedKey,
            NameEvent = false,
            IdempotencyKey = Marker + "-key",
            CompanyId = Marker + "-company",
            SiteId = Marker + "-site",
            Path = "/webhooks/illow?code=" + Marker,
        });
        using var request = delivery.ToRequest();
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Marker[..7]);
        request.Headers.Add("X-Api-Key", Marker[..6]);
        request.Headers.Add("X-Customer", Marker);
        using var answer = await app.Client.SendAsync(request);
        await app.Log.WaitAsync(0).WaitAsync(TimeSpan.FromSeconds(10));
        return app;
    }

    private static async Task<string> ReadNewsAsync(HttpResponseMessage answer)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var text = new StringBuilder();
        while (!text.ToString().Contains("event: news", StringComparison.Ordinal)
            || !text.ToString().EndsWith("retry: 1000\n\n", StringComparison.Ordinal))
        {
            text.Append(await reader.ReadLineAsync(TestContext.Current.CancellationToken)).Append('\n');
        }

        return text.ToString();
    }

    private static void AssertHidden(string text)
    {
        Assert.DoesNotContain(Marker, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker[..7], text, StringComparison.Ordinal);
        Assert.DoesNotContain(IllowFixtures.CompanyId, text, StringComparison.Ordinal);
    }
}
