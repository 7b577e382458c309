namespace Illow.Webhooks.Tool.Tests;

/// <summary>Help, completion, usage errors, response files.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Body = """{"companyId":"c","siteId":"s","idempotencyKey":"k","metadata":{}}""";

    private readonly Folder _folder = new();

    [Theory]
    [InlineData("keygen")]
    [InlineData("send")]
    [InlineData("events")]
    [InlineData("sign")]
    [InlineData("verify")]
    [InlineData("doctor")]
    [InlineData("replay")]
    [InlineData("listen")]
    public async Task Help_EachCommand_ShowsExamplesAndExitCodes(string command)
    {
        var run = (await ToolRun.OfAsync(command, "--help")).Ends(0);

        Assert.Contains("Examples:" + Environment.NewLine + "  illow-webhooks " + command, run.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done", run.Output, StringComparison.Ordinal);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_Root_ListsTheCommands() =>
        Assert.Contains("doctor", (await ToolRun.OfAsync("--help")).Ends(0).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Completion_BeginningOfACommand_IsSuggested()
    {
        Assert.Equal("send", (await ToolRun.OfAsync("[suggest:3]", "sen")).Ends(0).Output.Trim());
        Assert.Contains("dsr.created", (await ToolRun.OfAsync("[suggest:8]", "send dsr")).Ends(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("sned")]
    [InlineData("send")]
    [InlineData("send", "dsr.created", "--no-such-option")]
    [InlineData("sign", "--key", "x")]
    [InlineData("listen", "--port", "70000")]
    [InlineData("listen", "--port", "-1")]
    [InlineData("listen", "--answer", "999")]
    [InlineData("listen", "--answer", "101")]
    [InlineData("listen", "--answer", "no")]
    [InlineData("listen", "--forward-to", "http://user:secret@localhost:5080")]
    [InlineData("doctor")]
    public async Task Usage_Wrong_IsShortAndOnTheErrorStream(params string[] args)
    {
        var run = (await ToolRun.OfAsync(args)).Ends(2);

        Assert.Empty(run.Output);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.InRange(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sned", "--json")]
    [InlineData("send", "--json")]
    [InlineData("sign", "--body", "absent", "--key", "absent", "--json")]
    public async Task Usage_WrongWithJson_IsJsonOnTheErrorStream(params string[] args)
    {
        var run = (await ToolRun.OfAsync(args)).Ends(2);

        Assert.Empty(run.Output);
        Assert.NotEmpty(run.ErrorJson.GetProperty("errors")[0].GetString()!);
    }

    [Fact]
    public async Task Usage_MisspelledCommand_NamesTheNearest() =>
        Assert.Contains("Did you mean send?", (await ToolRun.OfAsync("sned")).Ends(2).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Usage_SignatureWithoutItsOption_IsNotRepeated()
    {
        var signature = Keys.A.Sign(Body);

        var run = (await ToolRun.OfAsync("verify", "--body", "x", "--key", "x", "--signature", "s", signature)).Ends(2);

        Assert.DoesNotContain(signature[8..40], run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMARKER\n-----END PRIVATE KEY-----")]
    [InlineData("""{"idempotencyKey":"MARKER"}""")]
    public async Task Usage_ContentInThePlaceOfAFile_IsNotRepeated(string content)
    {
        foreach (var option in new[] { "--key", "--body" })
        {
            var other = option == "--key" ? "--body" : "--key";
            var run = (await ToolRun.OfAsync("sign", option, content, other, _folder.Write("file", Keys.A.PrivateKeyPem))).Ends(2);

            Assert.DoesNotContain("MARKER", run.Error, StringComparison.Ordinal);
            Assert.Contains("name of a file, not its content", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Signature_FileWithQuotationMarks_IsReadAsItIs()
    {
        var run = await VerifyAsync('"' + Keys.A.Sign(Body) + '"');

        Assert.Equal("HeaderQuoted", run.Ends(1).Json.GetProperty("cause").GetString());
    }

    [Fact]
    public async Task Signature_FileWithOptions_BringsNone()
    {
        var signature = Keys.A.Sign(Body);

        var run = await VerifyAsync(signature + "\n--hash\nSHA512\n--help\n");

        Assert.NotNull(run.Ends(1).Json.GetProperty("cause").GetString());
        Assert.DoesNotContain("Usage:", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(signature[..30], run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", "@FILE")]
    [InlineData("@FILE")]
    [InlineData("replay", "@FILE")]
    public async Task AtFile_InOtherPlaces_IsNotOpened(params string[] args)
    {
        var file = _folder.Write("args", "--version\nMARKER");

        var run = await ToolRun.OfAsync([.. args.Select(arg => arg.Replace("FILE", file, StringComparison.Ordinal))]);

        Assert.DoesNotContain("MARKER", run.Ends(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_NoName_ListsThem() =>
        Assert.Contains("dsr.created", (await ToolRun.OfAsync("events")).Ends(0).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Events_Json_IsAList()
    {
        var names = (await ToolRun.OfAsync("events", "--json")).Ends(0).Json.EnumerateArray();
        Assert.Contains(names, name => name.GetString() == "dsr.created");
    }

    [Fact]
    public async Task Events_Name_WritesMetadataToEdit() =>
        Assert.Equal("GDPR", (await ToolRun.OfAsync("events", "dsr.created")).Ends(0).Json.GetProperty("legislation").GetString());

    [Fact]
    public async Task Events_UnknownName_NamesTheNearest()
    {
        var run = (await ToolRun.OfAsync("events", "dsr.craeted")).Ends(2);
        Assert.Contains("Did you mean dsr.created?", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ToolRun> VerifyAsync(string signatureFile) => ToolRun.OfAsync(
        "verify", "--json", "--body", _folder.Write("body", Body), "--key", _folder.Write("key.pem", Keys.A.PublicKeyPem),
        "--signature", "@" + _folder.Write("signature.txt", signatureFile));
}
