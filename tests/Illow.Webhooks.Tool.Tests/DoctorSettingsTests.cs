using System.Text.Json;

namespace Illow.Webhooks.Tool.Tests;

public sealed class DoctorSettingsTests : IDisposable
{
    private readonly Folder _folder = new();

    private static string A => JsonSerializer.Serialize(Keys.A.PublicKeyPem);

    [Fact]
    public async Task Doctor_GoodSettings_ListsKeysByFingerprint()
    {
        _folder.Write("eu.pem", Keys.Long.PublicKeyPem);
        var run = (await DoctorAsync($$"""
            {
              // comments are fine
              "Illow": { "Webhooks": {
                "created": { "PublicKey": {{A}}, "Events": ["dsr.created"] },
                "eu": { "PublicKeyFile": "eu.pem" } } }
            }
            """)).Ends(0);

        Assert.Matches(@"ok\s+created: SHA256:\S+ \(2048 bits\) for dsr.created", run.Output);
        Assert.Matches(@"ok\s+eu: SHA256:\S+ \(3072 bits\) for any event", run.Output);
        Assert.Contains("EventNotTold", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Ilow": {} }""", "SectionMissing", "Did you mean Ilow?")]
    [InlineData("""{ "Illow": { "Path": "/x" } }""", "KeyUnreadable", "PublicKey is missing")]
    [InlineData("""{ "Illow": { "PublicKey": "${ILLOW_KEY}" } }""", "KeyUnreadable", "placeholder")]
    [InlineData("""{ "Illow": { "PublicKeyFile": "absent.pem" } }""", "KeyUnreadable", "could not be read")]
    [InlineData("""{ "Illow": { "PublicKeyFile": "key.der" } }""", "KeyInDer", "DER, a binary format")]
    [InlineData("""{ "Illow": { "PublicKey": A, "HashAlgorithm": "MD5" } }""", "SettingRefused", "HashAlgorithm")]
    [InlineData("""{ "Illow": { "PublicKey": A, "MaxRequestBodySize": "lots" } }""", "WrongType", "MaxRequestBodySize")]
    [InlineData("""{ "Illow": { "PublicKey": A, "Webhooks": { "b": { "PublicKey": A } } } }""", "KeyRepeated", "same public key")]
    [InlineData("""{ "Illow": { "PublicKey": A, } """, "NoJson", "line")]
    [InlineData("""{ "Illow": { "PublicKey": PRIVATE } }""", "PrivateKeyGiven", "is a private key")]
    public async Task Doctor_BadSettings_NamesWhatIsWrong(string settings, string cause, string words)
    {
        var text = settings
            .Replace("PRIVATE", JsonSerializer.Serialize(Keys.A.PrivateKeyPem), StringComparison.Ordinal)
            .Replace(": A", ": " + A, StringComparison.Ordinal);

        using var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportFromPem(Keys.A.PublicKeyPem);
        _folder.Write("key.der", rsa.ExportSubjectPublicKeyInfo());

        var run = (await DoctorAsync(text, "--json")).Ends(1);

        Assert.Equal(cause, run.Json.GetProperty("cause").GetString());
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("lots", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN PRIVATE", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ILLOW_KEY", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_MisspelledSetting_IsAWarningWithTheNearestName()
    {
        var run = (await DoctorAsync(
            $$"""{ "Illow": { "PublicKey": {{A}}, "MaxRequestBodysSize": 5, "Idempotency": { "Lese": "00:01:00" } } }""")).Ends(0);

        Assert.Contains("Did you mean MaxRequestBodySize?", run.Output, StringComparison.Ordinal);
        Assert.Contains("Did you mean Lease?", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"MaxRequestBodySize\": \"lots\"", "Illow:MaxRequestBodySize", "a whole number")]
    [InlineData("\"ManagedVerification\": \"lots\"", "Illow:ManagedVerification", "true or false")]
    [InlineData("\"UnhandledEvents\": \"lots\"", "Illow:UnhandledEvents", "Reject or Acknowledge")]
    [InlineData("\"Path\": [\"lots\"]", "Illow:Path", "one text")]
    [InlineData("\"Idempotency\": { \"Lease\": \"lots\" }", "Illow:Idempotency:Lease", "a time")]
    [InlineData("\"Idempotency\": \"lots\"", "Illow:Idempotency", "a group of settings")]
    [InlineData("\"Events\": [[\"lots\"]]", "Illow:Events", "a list of texts")]
    [InlineData("\"Webhooks\": { \"other\": \"lots\" }", "Illow:Webhooks:other", "a group of settings")]
    public async Task Doctor_WrongType_NamesItAndHidesNoKeyProblem(string setting, string name, string expected)
    {
        var run = (await DoctorAsync($$"""{ "Illow": { "PublicKey": "${ILLOW_KEY}", {{setting}} } }""", "--json")).Ends(1);

        var findings = run.Json.GetProperty("findings").EnumerateArray().ToList();
        var wrong = Assert.Single(findings, finding => finding.GetProperty("cause").GetString() == "WrongType");
        Assert.Equal(name, wrong.GetProperty("subject").GetString());
        Assert.Contains(expected, wrong.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains(findings, finding => finding.GetProperty("text").GetString()!.Contains("placeholder", StringComparison.Ordinal));
        Assert.DoesNotContain("lots", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_OtherSection_IsRead()
    {
        var settings = $$"""{ "Privacy": { "Hooks": { "PublicKey": {{A}}, "Events": "dsr.created" } } }""";
        (await DoctorAsync(settings, "--section", "Privacy:Hooks")).Ends(0);
    }

    [Fact]
    public async Task Doctor_FileThatIsNotThere_EndsWithTwo() =>
        (await ToolRun.OfAsync("doctor", "--settings", _folder.Path("absent.json"))).Ends(2);

    public void Dispose() => _folder.Dispose();

    private Task<ToolRun> DoctorAsync(string settings, params string[] more) =>
        ToolRun.OfAsync(["doctor", "--settings", _folder.Write("appsettings.json", settings), .. more]);
}
