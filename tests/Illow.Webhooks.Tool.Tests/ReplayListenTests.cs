using System.Net;
using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>Recording and sending again, byte by byte.</summary>
public sealed class ReplayListenTests : IDisposable
{
    // White space, a letter outside ASCII and a last line break, none of which may change on the way
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        "{ \"companyId\":\"c\",\r\n\t\"siteId\":\"s\",\"idempotencyKey\":\"key-1\","
        + "\"event\":\"dsr.created\",\"metadata\":{\"id\":\"José\"} }\n");

    private readonly Folder _folder = new();

    [Fact]
    public async Task Listen_ForwardTo_HandsOnByteByByteAndRecords()
    {
        await using var endpoint = await Endpoint.StartAsync();
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", endpoint.Root, "--count", "2");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(listening, Keys.A.Sign(Body)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(listening, Keys.B.Sign(Body)));
        var run = (await listening.Run).Ends(0);

        Assert.Equal(Body, Assert.Single(endpoint.Taken).RawBody.ToArray());
        Assert.All(_folder.Files("*.body"), file => Assert.Equal(Body, File.ReadAllBytes(file)));
        Assert.Equal(2, _folder.Files("*.http").Length);
        Assert.Contains("200  POST /webhooks/illow", run.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in _folder.Files("*"))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task Listen_Key_ShowsEventVerificationAndLatency()
    {
        var key = _folder.Write("public.pem", Keys.A.PublicKeyPem);
        await using var endpoint = await Endpoint.StartAsync();
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", endpoint.Root, "--key", key, "--count", "2");
        await PostAsync(listening, Keys.A.Sign(Body));
        await PostAsync(listening, Keys.A.Sign("another body"));

        var lines = (await listening.Run).Ends(0).Output.Split('\n');

        Assert.Matches(@"^200  POST /webhooks/illow  dsr\.created  verified  \d+ ms  \d+ bytes  \S+\.http$", lines[0].TrimEnd());
        Assert.Matches(@"^401  POST /webhooks/illow  dsr\.created  not verified \(OtherBody\)  \d+ ms", lines[1]);
    }

    [Fact]
    public async Task Listen_Json_HasAllThatTheLineHas()
    {
        var key = _folder.Write("public.pem", Keys.A.PublicKeyPem);
        await using var listening = await Listening.StartAsync(
            _folder, "--forward-to", "http://127.0.0.1:1", "--key", key, "--event-property", "siteId", "--count", "1", "--json");
        await PostAsync(listening, Keys.A.Sign("another body"));

        var delivery = (await listening.Run).Ends(0).Json;

        Assert.Equal(
            ("s", "key-1", false, "OtherBody", 502, "ConnectionError"),
            (
                delivery.GetProperty("event").GetString(), delivery.GetProperty("idempotencyKey").GetString(),
                delivery.GetProperty("verified").GetBoolean(), delivery.GetProperty("cause").GetString(),
                delivery.GetProperty("status").GetInt32(), delivery.GetProperty("failure").GetString()));
        Assert.True(delivery.GetProperty("milliseconds").GetDouble() >= 0);
    }

    [Fact]
    public async Task Listen_KeyR_SendsTheLastDeliveryAgain()
    {
        await using var endpoint = await Endpoint.StartAsync();
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", endpoint.Root);
        listening.Press('r');
        await listening.WaitForAsync("nothing to send again");
        await PostAsync(listening, Keys.A.Sign(Body));

        listening.Press('x');
        listening.Press('r');
        await listening.WaitForAsync(@"^200  again  POST /webhooks/illow  dsr\.created");

        Assert.Single(endpoint.Taken);
    }

    [Fact]
    public async Task Replay_WhatListenRecorded_VerifiesStill()
    {
        await using var listening = await Listening.StartAsync(_folder, "--count", "1", "--answer", "202");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(listening, Keys.A.Sign(Body)));
        (await listening.Run).Ends(0);

        await using var endpoint = await Endpoint.StartAsync();
        var run = (await ToolRun.OfAsync("replay", _folder.Files("*.http")[0], "--url", endpoint.Url)).Ends(0);

        Assert.Equal(Body, Assert.Single(endpoint.Taken).RawBody.ToArray());
        Assert.Contains("dsr.created, idempotency key key-1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_NobodyThere_Answers502RecordsAndSaysWhy()
    {
        await using var listening = await Listening.StartAsync(_folder, "--count", "1", "--forward-to", "http://127.0.0.1:1");

        Assert.Equal(HttpStatusCode.BadGateway, await PostAsync(listening, "x"));
        var run = (await listening.Run).Ends(0);

        Assert.Single(_folder.Files("*.body"));
        Assert.Contains("not forwarded (ConnectionError): Nothing listens there", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_Cancelled_EndsWith130()
    {
        await using var listening = await Listening.StartAsync(_folder);

        (await listening.EndAsync()).Ends(130);
    }

    [Theory]
    [InlineData("FOLDER")]
    [InlineData("FOLDER/*.http")]
    [InlineData("FOLDER/*-0*")]
    [InlineData("FOLDER/**/*.http")]
    [InlineData("FOLDER/?-01.http", "FOLDER/b*.http")]
    [InlineData("FOLDER/a-01.http", "FOLDER/b-02.http", "FOLDER/a-01.http")]
    public async Task Replay_FolderOrPattern_SendsEachFileOnceByName(params string[] paths)
    {
        await using var endpoint = await Endpoint.StartAsync();
        foreach (var name in new[] { "b-02", "a-01" })
        {
            var body = $$$"""{"companyId":"c","siteId":"s","idempotencyKey":"{{{name}}}","event":"dsr.created","metadata":{}}""";
            _folder.Write(
                name + ".http", $"POST http://x/\nContent-Type: application/json\nillow-signature: {Keys.A.Sign(body)}\n\n{body}\n");
        }

        _folder.Write("notes.txt", "not a recording");
        var arguments = paths.Select(path => path.Replace("FOLDER", _folder.Name, StringComparison.Ordinal));

        (await ToolRun.OfAsync(["replay", .. arguments, "--url", endpoint.Url])).Ends(0);

        Assert.Equal(["a-01", "b-02"], endpoint.Taken.Select(envelope => envelope.IdempotencyKey));
    }

    [Theory]
    [InlineData("absent.http", "no file or folder")]
    [InlineData("*.http", "no .http or .har file")]
    [InlineData("absent/*.http", "no .http or .har file")]
    public async Task Replay_NothingThere_SaysSo(string path, string words)
    {
        var run = (await ToolRun.OfAsync("replay", _folder.Path(path), "--url", "http://127.0.0.1:1/")).Ends(2);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OneFileOfNoUse_NamesIt()
    {
        _folder.Write("good.http", "POST http://x/\nillow-signature: x\n\n{}");
        _folder.Write("wrong.http", "POST");

        var run = (await ToolRun.OfAsync("replay", _folder.Name, "--url", "http://127.0.0.1:1/")).Ends(2);
        Assert.Contains("wrong.http", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_Har_SendsItsDeliveriesAndLeavesTheRestOut()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var file = _folder.Write("recorded.har", Har(
            Entry("GET", null, null),
            Entry("POST", Encoding.UTF8.GetString(Body), null),
            Entry("POST", Convert.ToBase64String(Body), "base64")));

        var run = (await ToolRun.OfAsync("replay", file, "--url", endpoint.Url, "--json")).Ends(0);

        Assert.Equal(2, run.Json.GetProperty("count").GetInt32());
        Assert.True(run.Json.GetProperty("deliveries")[1].GetProperty("replayed").GetBoolean());
        Assert.Single(endpoint.Taken);
        Assert.Contains("1 of 3", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_HttpFileWithKey_SignsAnew()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var text = """
            # a comment
            POST https://example.org/hook HTTP/1.1
            Content-Type: application/json
            illow-signature: of another key

            {"companyId":"c","siteId":"s","idempotencyKey":"one","event":"dsr.created","metadata":{}}
            ### the next
            POST https://example.org/hook
            Content-Type: application/json

            {"companyId":"c","siteId":"s","idempotencyKey":"two","event":"dsr.created","metadata":{}}
            """;

        var key = _folder.Write("key.pem", Keys.A.PrivateKeyPem);
        (await ToolRun.OfAsync("replay", _folder.Write("two.http", text), "--url", endpoint.Url, "--key", key)).Ends(0);

        Assert.Equal(["one", "two"], endpoint.Taken.Select(envelope => envelope.IdempotencyKey));
    }

    [Fact]
    public async Task Replay_EndpointWithSettingsOfItsOwn_IsSignedForIt()
    {
        await using var endpoint = await Endpoint.StartAsync(new()
        {
            ["Illow:SignatureHeader"] = "x-signed",
            ["Illow:HashAlgorithm"] = "SHA256",
        });
        var file = _folder.Write("one.http", $"POST http://x/\nContent-Type: application/json\n\n{Encoding.UTF8.GetString(Body)}\n");

        var key = _folder.Write("key.pem", Keys.A.PrivateKeyPem);
        (await ToolRun.OfAsync(
            "replay", file, "--url", endpoint.Url, "--key", key, "--header", "x-signed", "--hash", "SHA256")).Ends(0);

        Assert.Equal("key-1", Assert.Single(endpoint.Taken).IdempotencyKey);
    }

    [Fact]
    public async Task ReplayAndListen_UntrustedCertificate_IsAcceptedOnRequest()
    {
        using var certificate = TestCertificate.Create(DateTimeOffset.UtcNow.AddDays(1));
        await using var application = await Endpoint.StartOtherAsync(_ => Task.CompletedTask, certificate);
        await using (var refusing = await Listening.StartAsync(_folder, "--forward-to", application.Root, "--count", "1"))
        {
            Assert.Equal(HttpStatusCode.BadGateway, await PostAsync(refusing, "x"));
            Assert.Contains("not forwarded (UntrustedCertificate)", (await refusing.Run).Ends(0).Output, StringComparison.Ordinal);
        }

        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Root, "--accept-untrusted-certificate");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(listening, "x"));
        (await ToolRun.OfAsync("replay", _folder.Files("*.http")[0], "--url", application.Url)).Ends(3);
        (await ToolRun.OfAsync("replay", _folder.Files("*.http")[0], "--url", application.Url, "--accept-untrusted-certificate")).Ends(0);
    }

    [Theory]
    [InlineData("x.har", "{}")]
    [InlineData("x.har", "no JSON")]
    [InlineData("x.http", "GET https://example.org/")]
    [InlineData("x.http", "POST https://example.org/\n\n< ./absent.body")]
    [InlineData("x.http", "POST")]
    [InlineData("x.txt", "")]
    public async Task Replay_FileOfNoUse_EndsWithTwo(string name, string content) =>
        Assert.NotEmpty((await ToolRun.OfAsync("replay", _folder.Write(name, content), "--url", "http://127.0.0.1:1/")).Ends(2).Error);

    public void Dispose() => _folder.Dispose();

    private static string Entry(string method, string? body, string? encoding) => JsonSerializer.Serialize(new
    {
        request = new
        {
            method,
            url = "https://example.org/hook",
            headers = new[]
            {
                new { name = ":authority", value = "example.org" },
                new { name = "content-length", value = "1" },
                new { name = "content-type", value = "application/json" },
                new { name = "illow-signature", value = Keys.A.Sign(Body) },
            },
            postData = new { mimeType = "application/json", text = body, encoding },
        },
    });

    private static string Har(params string[] entries) => "{\"log\":{\"entries\":[" + string.Join(",", entries) + "]}}";

    private static async Task<HttpStatusCode> PostAsync(Listening listening, string signature)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{listening.Authority}/webhooks/illow");
        request.Content = new ByteArrayContent(Body);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("illow-signature", signature);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
