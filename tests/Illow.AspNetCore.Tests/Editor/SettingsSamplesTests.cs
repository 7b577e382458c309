using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Tests.Docs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Tests.Editor;

/// <summary>What the schema says of whole files, and whether the application says the same when it starts with them.</summary>
public sealed class SettingsSamplesTests
{
    private static readonly string Key = JsonSerializer.Serialize(TestKeys.A.ExportSubjectPublicKeyInfoPem());

    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("samples"), "appsettings*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")),
    ];

    public static TheoryData<string> Pages =>
        [.. Repository.MarkdownFiles().Where(page => SettingsOf(page).Any())];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_OfSample_IsAccepted(string file) => Assert.True(SettingsSchema.Accepts(Repository.Read(file)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Settings_OnPage_AreAccepted(string page) =>
        Assert.All(SettingsOf(page), settings => Assert.True(SettingsSchema.Accepts(settings), settings));

    [Theory]
    [InlineData("""{ "Path": "/hooks/{webhook}" }""")]
    [InlineData("""{ "SignatureHeader": "x-signature" }""")]
    [InlineData("""{ "HashAlgorithm": "SHA512" }""")]
    [InlineData("""{ "MaxRequestBodySize": 1 }""")]
    [InlineData("""{ "MaxRequestBodySize": 1073741824 }""")]
    [InlineData("""{ "MinimumKeySize": 1024 }""")]
    [InlineData("""{ "ManagedVerification": true }""")]
    [InlineData("""{ "EventProperty": "" }""")]
    [InlineData("""{ "UnhandledEvents": "Acknowledge" }""")]
    [InlineData("""{ "Events": ["dsr.created", "dsr.updated"], "CompanyId": "c", "SiteId": "s" }""")]
    [InlineData("""{ "Events": "dsr.created" }""")]
    [InlineData("""{ "Idempotency": { "Enabled": false, "Capacity": 1 } }""")]
    [InlineData("""{ "Idempotency": { "Lease": "00:00:01", "Retention": "3650.00:00:00" } }""")]
    [InlineData("""{ "Idempotency": { "Lease": "01:00:00", "Retention": "01:00:00" } }""")]
    [InlineData("""{ "Idempotency": { "Lease": "0:30", "Retention": "7" } }""")]
    [InlineData("""{ "minimumKeySize": 2048 }""")]
    public void Settings_InOrder_AreAcceptedByBoth(string settings)
    {
        var appsettings = WithKey(settings);
        Assert.True(SettingsSchema.Accepts(appsettings));
        Assert.Null(ProblemAtStart(appsettings));
    }

    [Theory]
    [InlineData("""{ "Path": "webhooks/illow" }""")]
    [InlineData("""{ "SignatureHeader": "illow signature" }""")]
    [InlineData("""{ "SignatureHeader": "" }""")]
    [InlineData("""{ "HashAlgorithm": "MD5" }""")]
    [InlineData("""{ "MaxRequestBodySize": 0 }""")]
    [InlineData("""{ "MaxRequestBodySize": 1073741825 }""")]
    [InlineData("""{ "MaxRequestBodySize": "1 MB" }""")]
    [InlineData("""{ "MinimumKeySize": 1023 }""")]
    [InlineData("""{ "MinimumKeySize": 8193 }""")]
    [InlineData("""{ "EventProperty": "metadata" }""")]
    [InlineData("""{ "UnhandledEvents": "Ignore" }""")]
    [InlineData("""{ "Events": [" dsr.created"] }""")]
    [InlineData("""{ "Events": [""] }""")]
    [InlineData("""{ "CompanyId": " " }""")]
    [InlineData("""{ "SiteId": ["a"] }""")]
    [InlineData("""{ "Idempotency": { "Enabled": "perhaps" } }""")]
    [InlineData("""{ "Idempotency": { "Lease": "00:00:00" } }""")]
    [InlineData("""{ "Idempotency": { "Lease": "01:00:01" } }""")]
    [InlineData("""{ "Idempotency": { "Lease": "1 minute" } }""")]
    [InlineData("""{ "Idempotency": { "Retention": "30 days" } }""")]
    [InlineData("""{ "Idempotency": { "Retention": "24:00:00:00:00" } }""")]
    [InlineData("""{ "Idempotency": { "Capacity": 0 } }""")]
    [InlineData("""{ "PublicKey": "-----BEGIN PRIVATE KEY-----" }""")]
    [InlineData("""{ "PublicKey": "" }""")]
    [InlineData("""{ "PublicKeyFile": "" }""")]
    [InlineData("""{ "Webhooks": { "eu": "MIIB" } }""")]
    [InlineData("""{ "Webhooks": { "eu": { "PublicKey": "-----BEGIN CERTIFICATE-----" } } }""")]
    public void Settings_ThatCannotWork_AreRefusedByBoth(string settings)
    {
        var appsettings = WithKey(settings);
        Assert.False(SettingsSchema.Accepts(appsettings));
        Assert.NotNull(ProblemAtStart(appsettings));
    }

    /// <summary>What the binder passes over in silence.</summary>
    [Theory]
    [InlineData("""{ "Event": ["dsr.created"] }""")]
    [InlineData("""{ "PublicKeyPath": "keys/illow.pem" }""")]
    [InlineData("""{ "MaxBodySize": 65536 }""")]
    [InlineData("""{ "Webhook": { "eu": { } } }""")]
    [InlineData("""{ "Webhooks": { "eu": { "Company": "c" } } }""")]
    [InlineData("""{ "Webhooks": [ { "PublicKeyFile": "eu.pem" } ] }""")]
    public void Settings_Misspelled_AreRefused(string settings) => Assert.False(SettingsSchema.Accepts(WithKey(settings)));

    private static IEnumerable<string> SettingsOf(string page) => Markdown.Load(page).Blocks
        .Where(block => block.Language is "json" or "jsonc" && block.Code.Contains("\"Illow\":", StringComparison.Ordinal))
        .Select(block => block.Code);

    private static string WithKey(string settings) =>
        settings.Contains("\"PublicKey\":", StringComparison.Ordinal)
            ? $"{{ \"Illow\": {settings} }}"
            : $"{{ \"Illow\": {{ \"PublicKey\": {Key}, {settings.TrimStart('{')} }}";

    private static string? ProblemAtStart(string appsettings)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(appsettings));
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(stream).Build())
            .AddIllowWebhooks().Services
            .BuildServiceProvider();
        try
        {
            _ = services.GetRequiredService<IOptions<IllowWebhooksOptions>>().Value;
            return null;
        }
        catch (OptionsValidationException exception)
        {
            return exception.Message;
        }
    }
}
