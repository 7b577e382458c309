using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>Recording and sending again, byte by byte.</summary>
public sealed class ReplayListenTests : IDisposable
{
    // White space, a letter outside ASCII and a last line break, none of which may change on the way
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{ \"companyId\":\"c\",\r\n\t\"siteId\":\"s\",\"idempotencyKey\":\"key-1\",\"event\":\"dsr.created\",\"metadata\":{\"id\":\"José\"} }\n");

    private readonly Folder _folder = new();

    [Fact]
    public async Task Listen_ForwardTo_HandsOnByteByByteAndRecords()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var listening = ListenAsync(cancellation.Token, "--forward-to", endpoint.Root, "--count", "2");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(await listening.Address, Keys.A.Sign(Body)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(await listening.Address, Keys.B.Sign(Body)));
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
    public async Task Replay_WhatListenRecorded_VerifiesStill()
    {
        var listening = ListenAsync(CancellationToken.None, "--count", "1", "--answer", "202");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(await listening.Address, Keys.A.Sign(Body)));
        (await listening.Run).Ends(0);

        await using var endpoint = await Endpoint.StartAsync();
        (await ToolRun.OfAsync("replay", _folder.Files("*.http")[0], "--url", endpoint.Url)).Ends(0);

        Assert.Equal(Body, Assert.Single(endpoint.Taken).RawBody.ToArray());
    }

    [Fact]
    public async Task Listen_NobodyThere_Answers502AndRecords()
    {
        var listening = ListenAsync(CancellationToken.None, "--count", "1", "--forward-to", "http://127.0.0.1:1");

        Assert.Equal(HttpStatusCode.BadGateway, await PostAsync(await listening.Address, "x"));
        (await listening.Run).Ends(0);
        Assert.Single(_folder.Files("*.body"));
    }

    [Fact]
    public async Task Listen_Cancelled_EndsWith130()
    {
        using var cancellation = new CancellationTokenSource();
        var listening = ListenAsync(cancellation.Token);
        await listening.Address;
        await cancellation.CancelAsync();

        (await listening.Run).Ends(130);
    }

    [Fact]
    public async Task Replay_Har_SendsItsDeliveriesAndLeavesTheRestOut()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var file = _folder.Write("recorded.har", Har(Entry("GET", null, null), Entry("POST", Encoding.UTF8.GetString(Body), null), Entry("POST", Convert.ToBase64String(Body), "base64")));

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

        (await ToolRun.OfAsync("replay", _folder.Write("two.http", text), "--url", endpoint.Url, "--key", _folder.Write("key.pem", Keys.A.PrivateKeyPem))).Ends(0);

        Assert.Equal(["one", "two"], endpoint.Taken.Select(envelope => envelope.IdempotencyKey));
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

    private static async Task<HttpStatusCode> PostAsync(string address, string signature)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address + "/webhooks/illow") { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("illow-signature", signature);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private (Task<ToolRun> Run, Task<string> Address) ListenAsync(CancellationToken cancellationToken, params string[] more)
    {
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var error = new AddressWriter(address);
        return (RunAsync(), address.Task);

        async Task<ToolRun> RunAsync()
        {
            using var output = new StringWriter();
            var host = new ToolHost { Input = Stream.Null, Output = output, Error = error };
            var code = await host.RunAsync(["listen", "--port", "0", "--out", _folder.Path(""), .. more], cancellationToken);
            address.TrySetException(new InvalidOperationException("it ended before it listened: " + error));
            return new ToolRun(code, output.ToString(), error.ToString());
        }
    }

    private sealed class AddressWriter(TaskCompletionSource<string> address) : StringWriter
    {
        public override async Task WriteLineAsync(string? value)
        {
            await base.WriteLineAsync(value);
            if (Regex.Match(value ?? "", @"http://127\.0\.0\.1:\d+") is { Success: true } match)
            {
                address.TrySetResult(match.Value);
            }
        }
    }
}
