using System.Security.Cryptography;
using System.Text.Json;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Answers;

/// <summary>In Development an answer says why and what to try; elsewhere it says nothing that helps a forger.</summary>
public sealed class DevelopmentTests(AnswerApps apps) : IClassFixture<AnswerApps>
{
    public static TheoryData<string, string> Rows =>
        new MatrixTheoryData<string, string>(AnswerRow.Names, ["bare", "problem details", "asked for HTML"]);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Detail_InDevelopment_SaysWhy(string name, string application)
    {
        var app = await apps.GetAsync(application, "Development");
        var row = AnswerRow.Of(name);
        using var response = await app.Client.SendAsync(AnswerApp.Request(row, application == "asked for HTML" ? "text/html" : null));
        Assert.Equal(row.Status, (int)response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var detail = json.RootElement.TryGetProperty("detail", out var member) ? member.GetString()! : "";
        Assert.Contains(row.Hint, detail, StringComparison.Ordinal);
        Assert.Equal(row.Hint.Length == 0, detail.Length == 0);
    }

    [Theory]
    [InlineData("newline", "A newline (LF) was added to the end of the body")]
    [InlineData("other hash", "SHA512")]
    [InlineData("other webhook", "belongs to another webhook")]
    [InlineData("hexadecimal", "hexadecimal; base64 is expected")]
    [InlineData("no padding", "padding")]
    [InlineData("shorter key", "128 bytes; the keys make signatures of 256")]
    [InlineData("two headers", "There are 2 headers illow-signature")]
    public async Task Detail_OfAWrongSignature_NamesTheCause(string cause, string said)
    {
        var app = await apps.GetAsync("bare", "Development");
        var delivery = Delivery.Fresh();
        var wrong = cause switch
        {
            "newline" => new Delivery([.. delivery.Body, (byte)'\n']) { Signatures = [delivery.Signature] },
            "other hash" => delivery with { Hash = HashAlgorithmName.SHA512 },
            "other webhook" => delivery with { Key = TestKeys.B },
            "hexadecimal" => delivery with { Signatures = [Convert.ToHexString(Convert.FromBase64String(delivery.Signature))] },
            "no padding" => delivery with { Signatures = [delivery.Signature.TrimEnd('=')] },
            "shorter key" => delivery with { Signatures = [Convert.ToBase64String(new byte[128])] },
            _ => delivery with { Signatures = [delivery.Signature, delivery.Signature] },
        };
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(RawHttp.Request(wrong));
        var answer = await connection.ReadAsync();
        Assert.Equal(401, answer!.Status);
        Assert.Contains(said, JsonDocument.Parse(answer.Body).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CompanyId", "SiteId")]
    [InlineData("SiteId", "CompanyId")]
    public async Task Detail_OfAWrongOrigin_NamesThePin(string pin, string other)
    {
        await using var app = await WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            Kestrel = false,
            Environment = "Development",
            Settings = new Dictionary<string, string?>(KestrelReceiver.Settings) { ["Illow:Webhooks:created:" + pin] = "another" },
        });
        using var answer = await app.SendAsync(Delivery.Fresh());
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var detail = json.RootElement.GetProperty("detail").GetString()!;
        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Contains(pin, detail, StringComparison.Ordinal);
        Assert.DoesNotContain(other, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("Testing")]
    public async Task Detail_Elsewhere_IsAbsent(string environment)
    {
        var app = await apps.GetAsync("bare", environment);
        foreach (var name in AnswerRow.Names)
        {
            using var response = await app.Client.SendAsync(AnswerApp.Request(AnswerRow.Of(name)));
            var text = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("detail", text, StringComparison.Ordinal);
            Assert.DoesNotContain("SHA256:", text, StringComparison.Ordinal);
            Assert.DoesNotContain("created", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("development")]
    public async Task Verification_InDevelopment_IsNoLaxer(string environment)
    {
        // Development explains more, and accepts no more
        var app = await apps.GetAsync("bare", environment);
        foreach (var name in AnswerRow.Names)
        {
            var row = AnswerRow.Of(name);
            using var response = await app.Client.SendAsync(AnswerApp.Request(row));
            Assert.Equal(row.Status, (int)response.StatusCode);
        }

        Assert.Empty(app.Notes.Lines);
    }
}
