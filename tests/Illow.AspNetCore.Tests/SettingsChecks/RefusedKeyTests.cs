using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>What is no key of illow's stops the start, with a message that names the setting and never shows its text.</summary>
public sealed class RefusedKeyTests
{
    public static TheoryData<string, string> Forms =>
        new MatrixTheoryData<string, string>(
            KeyForms.Refused.Keys,
            ["Illow:PublicKey", "Illow:PublicKeys:1", "Illow:Webhooks:eu:PublicKey", "Illow:Webhooks:eu:PublicKeyFile"]);

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Start_WithWhatIsNoKey_IsRefused(string form, string setting)
    {
        var text = KeyForms.Refused[form]();
        using var file = new TemporaryFile(text);
        var settings = new Dictionary<string, string?>
        {
            [setting] = setting.EndsWith("File", StringComparison.Ordinal) ? file.Path : text,
        };
        if (setting == "Illow:PublicKeys:1")
        {
            settings["Illow:PublicKeys:0"] = TestKeys.B.ExportSubjectPublicKeyInfoPem();
        }

        var message = await AssertRefusedAsync(settings);
        Assert.Contains(setting + " ", message, StringComparison.Ordinal);
        AssertNothingOf(text, message);
    }

    [Fact]
    public async Task Start_WithoutAnyKey_IsRefused()
    {
        Assert.Contains("Illow:PublicKey is missing", await AssertRefusedAsync([]), StringComparison.Ordinal);
        Assert.Contains(
            "Illow:Webhooks:eu:PublicKey is missing",
            await AssertRefusedAsync(new() { ["Illow:Webhooks:eu:Events"] = "dsr.created" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseIllowWebhooks_WithoutAnyKey_SaysSoBeforeTheHostStarts()
    {
        // The host would log the exception, and the runtime would print it a second time
        await using var app = WebhookApp.Build(new AppPlan { Settings = new Dictionary<string, string?>(), UseWebhooks = false });
        var exception = Assert.Throws<OptionsValidationException>(() => app.UseIllowWebhooks());
        Assert.Contains("Illow:PublicKey is missing", exception.Message, StringComparison.Ordinal);
        Assert.Contains("`illow-webhooks keygen`", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithSeveralWrongKeys_NamesThemAll()
    {
        var message = await AssertRefusedAsync(
            new()
            {
                ["Illow:PublicKey"] = "nonsense",
                ["Illow:Webhooks:eu:PublicKeys:0"] = KeyForms.Refused["certificate"](),
                ["Illow:Webhooks:us:CompanyId"] = "c",
                ["Illow:MaxRequestBodySize"] = "0",
            });
        foreach (
            var setting in (string[])
                ["Illow:PublicKey ", "Illow:Webhooks:eu:PublicKeys:0 ", "Illow:Webhooks:us:PublicKey ", "Illow:MaxRequestBodySize "])
        {
            Assert.Contains(setting, message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Illow:Webhooks:a:PublicKey", "Illow:Webhooks:b:PublicKey")]
    [InlineData("Illow:PublicKey", "Illow:Webhooks:b:PublicKeys:0")]
    [InlineData("Illow:PublicKeys:0", "Illow:Webhooks:b:PublicKeyFile")]
    public async Task Start_WithTheSameKeyTwice_IsRefused(string one, string other)
    {
        // In another dress: it is the key that counts, not its text
        using var file = new TemporaryFile(KeyForms.Accepted["bare pkcs1"]);
        var message = await AssertRefusedAsync(
            new()
            {
                [one] = KeyForms.Accepted["spki"],
                [other] = other.EndsWith("File", StringComparison.Ordinal) ? file.Path : KeyForms.Accepted["pkcs1"],
            });
        Assert.Contains("have the same public key", message, StringComparison.Ordinal);
        AssertNothingOf(KeyForms.Accepted["spki"], message);
    }

    [Fact]
    public async Task Start_WithTheSameKeyTwiceInOneRegistration_IsNoFault()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = new Dictionary<string, string?>
                {
                    ["Illow:PublicKeys:0"] = KeyForms.Accepted["spki"],
                    ["Illow:PublicKeys:1"] = KeyForms.Accepted["pkcs1"],
                    ["Illow:PublicKey"] = KeyForms.Accepted["crlf"],
                },
            });
    }

    [Fact]
    public async Task Start_WithAShortKey_NeedsMinimumKeySize()
    {
        var settings = new Dictionary<string, string?> { ["Illow:PublicKey"] = KeyForms.OfSize(1024) };
        Assert.Contains("MinimumKeySize", await AssertRefusedAsync(settings), StringComparison.Ordinal);
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Settings = new Dictionary<string, string?>(settings) { ["Illow:MinimumKeySize"] = "1024" } });
        Assert.Contains(
            "Illow:MinimumKeySize is 1023",
            await AssertRefusedAsync(new(settings) { ["Illow:MinimumKeySize"] = "1023" }),
            StringComparison.Ordinal);
    }

    internal static async Task<string> AssertRefusedAsync(Dictionary<string, string?> settings)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            WebhookApp.StartAsync(new AppPlan { Settings = settings }));
        Assert.Null(exception.InnerException);
        return exception.Message;
    }

    /// <summary>No piece of the text, which may be a private key, is in the message; words that both have are no piece.</summary>
    private static void AssertNothingOf(string text, string message)
    {
        foreach (
            var line in text.Split(['\n', '\r', '"', '\''], StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.Length >= 8 && !line.StartsWith("-----", StringComparison.Ordinal)))
        {
            for (var i = 0; i + 8 <= line.Length; i++)
            {
                Assert.DoesNotContain(line.Substring(i, 8), message, StringComparison.Ordinal);
            }
        }
    }
}
