using System.Globalization;
using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>
/// A sender's ids reach the log escaped and short: they can neither break a line, nor colour a terminal, nor turn its direction.
/// </summary>
public sealed class NaughtyTextTests
{
    private const int MaximumLength = 64;

    private static readonly string[] OwnTexts =
    [
        "line\r\nbroken",
        "\u001b[31mred\u001b[0m",
        "\u2028separated\u2029",
        "\u202edesrever\u202c",
        "\u200fright\u200e",
        "\u2066isolated\u2069",
        "nul\0",
        "\u0085next",
        "\ufeffmark",
        "\u0007bell",
        "tab\tbed",
        "back\bspace",
        "\u009b31mC1",
        "\"quoted\" \\ <b>",
        "{Status} {0}",
        new string('x', 512),
        new string('\u001b', 512),
        string.Concat(Enumerable.Repeat("🦊", 200)),
        "\u00ad\u034f\u061c\u180e",
        "\ue000private",
        "\U000e0041tag",
        "e\u0301\u0301\u0301\u0301",
        "%0d%0a",
        "\\u000a",
        "\\n",
    ];

    [Fact]
    public async Task Ids_OfOwnMaking_AreEscapedAndCut()
    {
        await using var app = await StartAsync();
        foreach (var text in OwnTexts)
        {
            await AssertHarmlessAsync(app, text);
        }
    }

    [Fact]
    public async Task Ids_OfTheBigListOfNaughtyStrings_AreEscapedAndCut()
    {
        var list = await File.ReadAllTextAsync(Path.Combine(Require.Vectors("naughty_strings"), "blns.json"));
        await using var app = await StartAsync();
        using var json = JsonDocument.Parse(list);
        foreach (var text in json.RootElement.EnumerateArray().Select(item => item.GetString()!))
        {
            await AssertHarmlessAsync(app, text);
        }
    }

    [Fact]
    public async Task Ids_Plain_AreLoggedAsTheyAre()
    {
        await using var app = await StartAsync();
        app.Logs.Clear();
        using var answer = await app.SendAsync(With("key-É日ß 7f2b", "dsr.created", "c", "s"), "/any");
        Assert.Contains(app.OwnLogs, record => record.Message.Contains("idempotency key key-É日ß 7f2b:", StringComparison.Ordinal));
    }

    private static async Task AssertHarmlessAsync(WebhookApp app, string text)
    {
        app.Logs.Clear();
        var other = Guid.NewGuid().ToString();
        using var handled = await app.SendAsync(With(text, text, other, other), "/any");
        using var pinned = await app.SendAsync(With(other, "dsr.created", text, text) with { Key = TestKeys.B }, "/pinned");
        using var unhandled = await app.SendAsync(With(other, text, other, other), "/webhooks/illow");
        if (!text.All(c => c is ' ' or '\t' or '\r' or '\n'))
        {
            Assert.Equal((200, 403, 404), ((int)handled.StatusCode, (int)pinned.StatusCode, (int)unhandled.StatusCode));
            Assert.Equal(3, app.OwnLogs.Count(record => record.Id.Id is 10 or 19 or 20));
        }

        Assert.All(app.OwnLogs, AssertHarmless);
    }

    private static void AssertHarmless(FakeLogRecord record)
    {
        Assert.DoesNotContain(record.Message.EnumerateRunes(), rune =>
            rune.Value == 0xfffd
            || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
                    or UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.EnclosingMark);
        Assert.All(
            record.StructuredState!.Where(item => item.Key is "Event" or "IdempotencyKey" or "CompanyId" or "SiteId" or "Webhook"),
            item => Assert.InRange(item.Value!.Length, 1, MaximumLength));
    }

    private static Delivery With(string key, string @event, string company, string site) =>
        new(JsonSerializer.SerializeToUtf8Bytes(new { companyId = company, siteId = site, idempotencyKey = key, @event, metadata = 1 }));

    private static Task<WebhookApp> StartAsync() => WebhookApp.StartAsync(new AppPlan
    {
        Settings = new Dictionary<string, string?>
        {
            ["Illow:Webhooks:one:PublicKey"] = TestKeys.A.ExportSubjectPublicKeyInfoPem(),
            ["Illow:Webhooks:two:PublicKey"] = TestKeys.B.ExportSubjectPublicKeyInfoPem(),
            ["Illow:Webhooks:two:CompanyId"] = "pinned",
        },
        Map = endpoints =>
        {
            endpoints.MapPost("/any", [IllowWebhook(Webhook = "one")] (IllowEnvelope e) => Results.Ok());
            endpoints.MapPost("/pinned", [IllowWebhook(Webhook = "two")] (IllowEnvelope e) => Results.Ok());
            endpoints.MapIllowWebhook("dsr.declared", (IllowEnvelope e) => Results.Ok(), webhook: "one");
        },
    });
}
