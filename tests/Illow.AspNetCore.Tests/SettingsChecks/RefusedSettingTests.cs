using Illow.AspNetCore.Tests.Hosting;
using Illow.Webhooks.Messages;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>Settings other than keys that cannot work: refused at start, by name, with what to write instead.</summary>
public sealed class RefusedSettingTests
{
    private const string Secret = "s3cret-text-of-a-setting";

    public static TheoryData<string> EnvelopeMembers =>
        [.. EnvelopePropertyNames.Required.Select(member => EnvelopePropertyNames.NameOf(member)!)];

    [Theory]
    [MemberData(nameof(EnvelopeMembers))]
    public async Task Start_WithAMemberOfTheEnvelopeAsTheEvent_IsRefused(string member) =>
        Assert.Contains(
            $"Illow:EventProperty is {member}",
            await RefusedKeyTests.AssertRefusedAsync(new(WebhookApp.DefaultKey) { ["Illow:EventProperty"] = member }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Illow:Path", "webhooks/illow")]
    [InlineData("Illow:Path", "")]
    [InlineData("Illow:Path", "/webhooks/{")]
    [InlineData("Illow:Path", "https://example.com/webhooks")]
    [InlineData("Illow:SignatureHeader", "")]
    [InlineData("Illow:SignatureHeader", "illow signature")]
    [InlineData("Illow:SignatureHeader", "illow-signature:")]
    [InlineData("Illow:SignatureHeader", "\u00e9")]
    [InlineData("Illow:HashAlgorithm", "")]
    [InlineData("Illow:HashAlgorithm", "MD5")]
    [InlineData("Illow:HashAlgorithm", "SHA3-256")]
    [InlineData("Illow:MaxRequestBodySize", "0")]
    [InlineData("Illow:MaxRequestBodySize", "-1")]
    [InlineData("Illow:MaxRequestBodySize", "1073741825")]
    [InlineData("Illow:MaxRequestBodySize", "99999999999")]
    [InlineData("Illow:MaxRequestBodySize", "1 MB")]
    [InlineData("Illow:MinimumKeySize", "0")]
    [InlineData("Illow:MinimumKeySize", "8193")]
    [InlineData("Illow:MinimumKeySize", "many")]
    [InlineData("Illow:UnhandledEvents", "Ignore")]
    [InlineData("Illow:UnhandledEvents", "7")]
    [InlineData("Illow:Idempotency:Lease", "00:00:00")]
    [InlineData("Illow:Idempotency:Lease", "02:00:00")]
    [InlineData("Illow:Idempotency:Lease", "soon")]
    [InlineData("Illow:Idempotency:Retention", "-1.00:00:00")]
    [InlineData("Illow:Idempotency:Retention", "9999.00:00:00")]
    [InlineData("Illow:Idempotency:Capacity", "0")]
    [InlineData("Illow:Idempotency:Capacity", "lots")]
    [InlineData("Illow:Idempotency:Enabled", "yes")]
    [InlineData("Illow:Idempotency", "yes")]
    [InlineData("Illow:ManagedVerification", "yes")]
    [InlineData("Illow:Webhooks", "eu")]
    [InlineData("Illow:Webhooks: eu:PublicKey", "x", "Illow:Webhooks")]
    [InlineData("Illow:Webhooks:e\u0007u:PublicKey", "x", "Illow:Webhooks")]
    [InlineData("Illow:Events:0", "")]
    [InlineData("Illow:Events:0", " dsr.created")]
    [InlineData("Illow:Events:0", "dsr.created ")]
    [InlineData("Illow:CompanyId", " ")]
    [InlineData("Illow:SiteId", "")]
    [InlineData("Illow:PublicKeyFile", "")]
    [InlineData("Illow:PublicKeyFile", "no/such/file.pem")]
    [InlineData("Illow:PublicKeyFile", ".")]
    [InlineData("Illow:PublicKeyFile", "a\0b")]
    [InlineData("Illow:PublicKeyFile", "/dev/zero")]
    [InlineData("Illow:Webhooks:eu", "text")]
    public async Task Start_WithASettingThatCannotWork_IsRefused(string setting, string value, string? named = null)
    {
        var message = await RefusedKeyTests.AssertRefusedAsync(new(WebhookApp.DefaultKey) { [setting] = value });
        Assert.Contains((named ?? setting) + " ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Illow:MaxRequestBodySize")]
    [InlineData("Illow:MinimumKeySize")]
    [InlineData("Illow:UnhandledEvents")]
    [InlineData("Illow:HashAlgorithm")]
    [InlineData("Illow:Idempotency:Lease")]
    [InlineData("Illow:Idempotency:Enabled")]
    [InlineData("Illow:Idempotency:Retention")]
    [InlineData("Illow:Idempotency:Capacity")]
    [InlineData("Illow:ManagedVerification")]
    [InlineData("Illow:PublicKeyFile")]
    [InlineData("Illow:Path")]
    [InlineData("Illow:Webhooks:eu")]
    public async Task Start_WithATextInTheWrongPlace_DoesNotShowIt(string setting)
    {
        var message = await RefusedKeyTests.AssertRefusedAsync(new(WebhookApp.DefaultKey) { [setting] = Secret });
        Assert.Contains(setting + " ", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Illow:CompanyId", ":0")]
    [InlineData("Illow:Webhooks:eu:SiteId", ":0")]
    [InlineData("Illow:Webhooks:eu:PublicKey", ":0")]
    [InlineData("Illow:PublicKeyFile", ":path")]
    [InlineData("Illow:HashAlgorithm", ":0")]
    [InlineData("Illow:Path", ":0")]
    [InlineData("Illow:ManagedVerification", ":0")]
    [InlineData("Illow:Idempotency:Lease", ":0")]
    [InlineData("Illow:Events:0", ":name")]
    [InlineData("Illow:Webhooks:eu:PublicKeys:1", ":pem")]
    public async Task Start_WithAListForOneText_IsRefused(string setting, string more)
    {
        // The binder drops it in silence: a pin would let every company in
        var settings = new Dictionary<string, string?>(WebhookApp.DefaultKey)
        {
            ["Illow:Webhooks:eu:PublicKeys:0"] = TestKeys.B.ExportSubjectPublicKeyInfoPem(),
            [setting + more] = Secret,
        };
        var message = await RefusedKeyTests.AssertRefusedAsync(settings);
        Assert.Contains(setting + " ", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Start_WithAnEmptyRegistration_IsRefusedForItsKey(string? value)
    {
        var message = await RefusedKeyTests.AssertRefusedAsync(new(WebhookApp.DefaultKey) { ["Illow:Webhooks:eu"] = value });
        Assert.Contains("Illow:Webhooks:eu:PublicKey is missing", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Illow:MaxRequestBodySize")]
    [InlineData("Illow:UnhandledEvents")]
    [InlineData("Illow:Idempotency:Lease")]
    public async Task Start_WithAnEmptyValue_TakesTheDefault(string setting)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Settings = new Dictionary<string, string?>(WebhookApp.DefaultKey) { [setting] = "" } });
    }

    [Fact]
    public async Task Start_WithSeveralValuesThatDoNotBind_NamesThemAllInPlainWords()
    {
        var message = await RefusedKeyTests.AssertRefusedAsync(
            new(WebhookApp.DefaultKey)
            {
                ["Illow:ManagedVerification"] = Secret,
                ["Illow:UnhandledEvents"] = Secret,
                ["Illow:Idempotency:Lease"] = Secret,
                ["Illow:MinimumKeySize"] = Secret,
            });
        Assert.Contains("Illow:ManagedVerification must be true or false.", message, StringComparison.Ordinal);
        Assert.Contains("Illow:UnhandledEvents must be Reject or Acknowledge.", message, StringComparison.Ordinal);
        Assert.Contains("Illow:Idempotency:Lease must be a time span, such as 00:01:00.", message, StringComparison.Ordinal);
        Assert.Contains("Illow:MinimumKeySize must be a whole number.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithARegistrationNamedLikeTheTopLevel_IsRefused()
    {
        var message = await RefusedKeyTests.AssertRefusedAsync(
            new(WebhookApp.DefaultKey) { ["Illow:Webhooks:DEFAULT:PublicKey"] = TestKeys.B.ExportSubjectPublicKeyInfoPem() });
        Assert.Contains("Illow:Webhooks", message, StringComparison.Ordinal);
        Assert.Contains("default", message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Start_WithARegistrationNamedDefaultAlone_IsNoFault()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = new Dictionary<string, string?>
                {
                    ["Illow:Webhooks:default:PublicKey"] = TestKeys.A.ExportSubjectPublicKeyInfoPem(),
                },
            });
    }

    [Fact]
    public async Task Start_WithALongName_IsRefused()
    {
        var message = await RefusedKeyTests.AssertRefusedAsync(
            new() { [$"Illow:Webhooks:{new string('n', 129)}:PublicKey"] = TestKeys.A.ExportSubjectPublicKeyInfoPem() });
        Assert.Contains("Illow:Webhooks", message, StringComparison.Ordinal);
    }
}
