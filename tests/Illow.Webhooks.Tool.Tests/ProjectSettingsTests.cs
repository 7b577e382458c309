namespace Illow.Webhooks.Tool.Tests;

/// <summary>The file .illow-webhooks.json.</summary>
public sealed class ProjectSettingsTests : IDisposable
{
    private const string FileName = ".illow-webhooks.json";

    private readonly Folder _folder = new();

    [Fact]
    public async Task Send_SettingsOfAFolderAbove_Count()
    {
        await using var endpoint = await Endpoint.StartAsync(new()
        {
            ["Illow:SignatureHeader"] = "x-signed",
            ["Illow:HashAlgorithm"] = "SHA256",
            ["Illow:EventProperty"] = "name",
        });
        _folder.Write("private.pem", Keys.A.PrivateKeyPem);
        Write($$"""
            {
              // comments are fine
              "$schema": "x", "url": "{{endpoint.Url}}", "key": "private.pem", "header": "x-signed", "hash": "sha256",
              "companyId": "c-9", "siteId": "s-9", "eventProperty": "name",
            }
            """);

        var run = (await ToolRun.InAsync(Directory.CreateDirectory(_folder.Path("src/App")).FullName, "send", "dsr.created")).Ends(0);

        var taken = Assert.Single(endpoint.Taken);
        Assert.Equal(("c-9", "s-9"), (taken.CompanyId, taken.SiteId));
        Assert.Equal("using " + Path.Combine("..", "..", FileName), run.Error.Trim());
    }

    [Fact]
    public async Task Send_OptionOnTheCommandLine_GoesFirst()
    {
        await using var endpoint = await Endpoint.StartAsync();
        Write($$"""{ "url": "http://127.0.0.1:1/", "key": "absent.pem", "companyId": "c-9", "header": "x-other" }""");

        var key = _folder.Write("k.pem", Keys.A.PrivateKeyPem);
        (await ToolRun.InAsync(
            _folder.Name, "send", "dsr.created", "--url", endpoint.Url, "--key", key, "--company-id", "c-1",
            "--header", "illow-signature")).Ends(0);

        Assert.Equal("c-1", Assert.Single(endpoint.Taken).CompanyId);
    }

    [Fact]
    public async Task Send_FolderAboveTheRepository_DoesNotCount()
    {
        Write("""{ "url": "http://127.0.0.1:1/" }""");
        Directory.CreateDirectory(_folder.Path("repository/.git"));

        var run = (await ToolRun.InAsync(_folder.Path("repository"), "send", "dsr.created")).Ends(2);
        Assert.Contains("--url is missing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_PublicKeyOfTheProject_IsUsed()
    {
        _folder.Write("public.pem", Keys.A.PublicKeyPem);
        Write("""{ "publicKey": "public.pem" }""");
        const string Body = """{"companyId":"c","siteId":"s","idempotencyKey":"k","metadata":{}}""";

        (await ToolRun.InAsync(_folder.Name, "verify", "--body", _folder.Write("body", Body), "--signature", Keys.A.Sign(Body))).Ends(0);
    }

    [Theory]
    [InlineData("""{ "urll": "http://localhost" }""", "Did you mean url?")]
    [InlineData("""{ "url": 5 }""", "url is not a text")]
    [InlineData("""{ "url": "ftp://localhost" }""", "http://")]
    [InlineData("""{ "url": "http://a:SECRET@localhost" }""", "user name")]
    [InlineData("""{ "hash": "MD5" }""", "SHA1")]
    [InlineData("[]", "JSON object")]
    [InlineData("{\n\"url\": }", "line 2")]
    public async Task Send_SettingsOfNoUse_EndsWithTwoAndNamesTheFile(string json, string words)
    {
        Write(json);

        var run = (await ToolRun.InAsync(_folder.Name, "send", "dsr.created")).Ends(2);

        Assert.Contains(FileName, run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_SettingsOfNoUse_IsShownAllTheSame()
    {
        Write("no JSON");

        (await ToolRun.InAsync(_folder.Name, "send", "--help")).Ends(0);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string json) => _folder.Write(FileName, json);
}
