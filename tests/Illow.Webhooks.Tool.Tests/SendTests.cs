using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Illow.Webhooks.Tool.Tests;

public sealed class SendTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Key => _folder.Write("private.pem", Keys.A.PrivateKeyPem);

    [Fact]
    public async Task Send_KnownEvent_IsHandledAndSaysSo()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = (await SendAsync(endpoint, "--set", "legislation=LGPD", "--set", "extra:=[1]")).Ends(0);

        var taken = Assert.Single(endpoint.Taken);
        Assert.Equal("LGPD", taken.GetMetadata<DsrCreated>().Legislation);
        Assert.Equal(1, taken.RawMetadata.GetProperty("extra")[0].GetInt32());
        Assert.Matches(@$"^200 OK in \d+ ms: dsr\.created, idempotency key {taken.IdempotencyKey}\s*$", run.Output);
        Assert.DoesNotContain('\e', run.Output + run.Error);
    }

    [Fact]
    public async Task Send_DataFromStandardInput_IsTheMetadata()
    {
        await using var endpoint = await Endpoint.StartAsync();

        string[] arguments =
        [
            "send", "dsr.created", "--url", endpoint.Url, "--key", Key,
            "--data", "-", "--company-id", "c-1", "--idempotency-key", "k-1",
        ];
        (await ToolRun.OfAsync("""{"id":"dsr-7"}"""u8.ToArray(), arguments)).Ends(0);

        var taken = Assert.Single(endpoint.Taken);
        Assert.Equal(("c-1", "k-1", """{"id":"dsr-7"}"""), (taken.CompanyId, taken.IdempotencyKey, taken.RawMetadata.GetRawText()));
    }

    [Fact]
    public async Task Send_AsIllow_BodyNamesNoEvent()
    {
        await using var endpoint = await Endpoint.StartAsync(new() { ["Illow:Events:0"] = "dsr.created" });

        (await ToolRun.OfAsync("send", "dsr.created", "--url", endpoint.Url, "--key", Key, "--as-illow")).Ends(0);

        Assert.DoesNotContain("event", Encoding.UTF8.GetString(Assert.Single(endpoint.Taken).RawBody.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ManyAtOnce_CountsAnswersAndLatencies()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = (await SendAsync(endpoint, "--count", "40", "--concurrency", "8", "--json")).Ends(0);

        Assert.Equal(40, endpoint.Taken.Select(envelope => envelope.IdempotencyKey).Distinct().Count());
        Assert.Equal((40, 40), (run.Json.GetProperty("count").GetInt32(), run.Json.GetProperty("succeeded").GetInt32()));
        var latency = run.Json.GetProperty("latencyMilliseconds");
        Assert.InRange(latency.GetProperty("p50").GetDouble(), 0.001, latency.GetProperty("max").GetDouble());
    }

    [Fact]
    public async Task Send_SameIdempotencyKeyAgain_ChartTellsTheAnswersApart()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var key = Key;

        var fine = (await ToolRun.OfAsync("send", "dsr.created", "--url", endpoint.Url, "--key", key, "--count", "5")).Ends(0);
        var failed = (await ToolRun.OfAsync("send", "fails", "--url", endpoint.Url, "--key", key, "--count", "3")).Ends(1);

        Assert.Matches(@"200 OK\s+\S*█", fine.Output);
        Assert.Matches(@"500 Internal Server Error\s+\S*█", failed.Output);
        Assert.Contains("p99", fine.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_UnknownKey_EndsWithOneAndSaysWhichKeySignedAndWhatToDo()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var stranger = _folder.Write("b.pem", Keys.B.PrivateKeyPem);

        var run = (await ToolRun.OfAsync("send", "dsr.created", "--url", endpoint.Url, "--key", stranger)).Ends(1);

        var output = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("401 Unauthorized", output, StringComparison.Ordinal);
        var signedWith = IllowPublicKey.Parse(Keys.B.PublicKeyPem).Fingerprint;
        Assert.Contains($"Signed with the key {signedWith}. The application has no public key", output, StringComparison.Ordinal);
        Assert.Contains("doctor --settings appsettings.json", output, StringComparison.Ordinal);
        Assert.Contains("set Illow:PublicKey to the public half of this one", output, StringComparison.Ordinal);
        Assert.Empty(endpoint.Taken);
    }

    [Fact]
    public async Task Send_NobodyListens_EndsWithThree()
    {
        var run = (await ToolRun.OfAsync("send", "dsr.created", "--url", "http://127.0.0.1:1/", "--key", Key)).Ends(3);
        Assert.Contains("ConnectionError", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        await using var endpoint = await Endpoint.StartOtherAsync(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });

        var run = (await ToolRun.OfAsync("send", "x", "--url", endpoint.Url, "--key", Key)).Ends(1);

        Assert.Contains($"redirects to {endpoint.Root}/elsewhere, which a sender", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("302 Found", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_SameIdempotencyKeyTwice_IsARepetition()
    {
        await using var endpoint = await Endpoint.StartAsync();
        string[] args = ["send", "dsr.created", "--url", endpoint.Url, "--key", Key, "--idempotency-key", "k-1"];

        (await ToolRun.OfAsync(args)).Ends(0);
        var again = (await ToolRun.OfAsync(args)).Ends(0);
        (await ToolRun.OfAsync([.. args[..^1], "k-2"])).Ends(0);

        Assert.Contains("a repetition", again.Output, StringComparison.Ordinal);
        Assert.Equal(2, endpoint.Taken.Select(envelope => envelope.GetMetadata<DsrCreated>().Id).Distinct().Count());
    }

    [Fact]
    public async Task Send_Json_HasEventAndIdempotencyKey()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var delivery = (await SendAsync(endpoint, "--json")).Ends(0).Json.GetProperty("deliveries")[0];

        var taken = Assert.Single(endpoint.Taken);
        Assert.Equal("dsr.created", delivery.GetProperty("event").GetString());
        Assert.Equal(taken.IdempotencyKey, delivery.GetProperty("idempotencyKey").GetString());
    }

    [Theory]
    [InlineData("""{ "name": "José 😀", "share": 1.0, "escaped": "\u00e9", "big": 12345678901234567890 }""")]
    [InlineData("\"José\"")]
    public async Task Send_Data_IsSentAsItIs(string data)
    {
        await using var endpoint = await Endpoint.StartAsync();

        string[] arguments = ["send", "dsr.created", "--url", endpoint.Url, "--key", Key, "--data", "-"];
        (await ToolRun.OfAsync(Encoding.UTF8.GetBytes("\uFEFF" + data), arguments)).Ends(0);

        Assert.Contains(data, Encoding.UTF8.GetString(Assert.Single(endpoint.Taken).RawBody.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Set_LeavesTheOtherMembersAsTheyAre()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var data = _folder.Write("data.json", """{"a":1.0,"é":"\u00e9 😀","b":2}""");

        (await SendAsync(endpoint, "--data", data, "--set", "b=x", "--set", "c:=1.50")).Ends(0);

        Assert.Equal("""{"a":1.0,"é":"\u00e9 😀","b":"x","c":1.50}""", Assert.Single(endpoint.Taken).RawMetadata.GetRawText());
    }

    [Fact]
    public async Task Send_DryRun_ShowsTheDeliveryAndSendsNothing()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = (await SendAsync(endpoint, "--dry-run", "--idempotency-key", "k-1")).Ends(0);

        Assert.StartsWith($"POST {endpoint.Url}\nContent-Type: application/json\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"idempotencyKey\":\"k-1\"", run.Output, StringComparison.Ordinal);
        Assert.Empty(endpoint.Taken);
    }

    [Fact]
    public async Task Send_DryRunJson_HasBodyAndHeaders()
    {
        var run = (await ToolRun.OfAsync("send", "x", "--url", "http://127.0.0.1:1/", "--key", Key, "--dry-run", "--json")).Ends(0);

        var body = run.Json.GetProperty("body").GetString()!;
        Assert.Equal(Keys.A.Sign(body), run.Json.GetProperty("headers").GetProperty("illow-signature").GetString());
        Assert.Contains(run.Json.GetProperty("idempotencyKey").GetString()!, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_PrintCurl_IsACommandThatSendsTheSame()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = (await SendAsync(endpoint, "--set", "name=O'Neill $HOME `x` é", "--print", "curl")).Ends(0);
        Assert.Empty(endpoint.Taken);
        var command = run.Output.Replace("curl ", "curl --silent --noproxy '*' ", StringComparison.Ordinal);
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true })!;
        var answer = await shell.StandardOutput.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal("O'Neill $HOME `x` é", Assert.Single(endpoint.Taken).RawMetadata.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Send_Verbose_ShowsRequestAndAnswerOnTheErrorStream()
    {
        await using var endpoint = await Endpoint.StartOtherAsync(context =>
        {
            context.Response.Headers["x-answer"] = "yes";
            return context.Response.WriteAsync("line one\nline \u001b[2Jtwo");
        });

        var run = (await ToolRun.OfAsync("send", "x", "--url", endpoint.Url, "--key", Key, "-v", "--json")).Ends(0);

        Assert.Equal(1, run.Json.GetProperty("count").GetInt32());
        Assert.Matches(@"(?m)^> POST http://127", run.Error);
        Assert.Matches(@"(?m)^> illow-signature: \S+", run.Error);
        Assert.Matches(@"(?m)^> \{""companyId""", run.Error);
        Assert.Matches(@"(?m)^< HTTP/1\.1 200 OK", run.Error);
        Assert.Matches(@"(?m)^< x-answer: yes", run.Error);
        Assert.Matches(@"(?m)^< line \\u001b\[2Jtwo", run.Error);
    }

    [Fact]
    public async Task Send_CancelledInALoad_ReportsWhatWasAnswered()
    {
        using var cancellation = new CancellationTokenSource();
        var answered = 0;
        await using var endpoint = await Endpoint.StartOtherAsync(async context =>
        {
            if (Interlocked.Increment(ref answered) > 3)
            {
                await cancellation.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });

        string[] arguments = ["send", "x", "--url", endpoint.Url, "--key", Key, "--count", "50", "--json"];
        var run = (await ToolRun.OfAsync([], arguments, cancellation.Token)).Ends(130);

        Assert.Equal(3, run.Json.GetProperty("count").GetInt32());
        Assert.Equal(50, run.Json.GetProperty("requested").GetInt32());
        Assert.True(run.Json.GetProperty("cancelled").GetBoolean());
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task Send_UntrustedCertificate_IsNamedAndAcceptedOnLoopbackOnly(string host)
    {
        using var certificate = TestCertificate.Create(DateTimeOffset.UtcNow.AddDays(1));
        await using var endpoint = await Endpoint.StartOtherAsync(_ => Task.CompletedTask, certificate);
        var url = endpoint.Url.Replace("127.0.0.1", host, StringComparison.Ordinal);

        var refused = (await ToolRun.OfAsync("send", "x", "--url", url, "--key", Key)).Ends(3);
        Assert.Contains("dotnet dev-certs https --trust", refused.Output, StringComparison.Ordinal);
        Assert.Contains("UntrustedCertificate", refused.Output, StringComparison.Ordinal);

        (await ToolRun.OfAsync("send", "x", "--url", url, "--key", Key, "--accept-untrusted-certificate")).Ends(0);
        string[] arguments = ["send", "x", "--url", "https://example.org/", "--key", Key, "--accept-untrusted-certificate"];
        var elsewhere = (await ToolRun.OfAsync(arguments)).Ends(2);
        Assert.Contains("loopback only", elsewhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ExpiredCertificate_IsNamed()
    {
        using var certificate = TestCertificate.Create(DateTimeOffset.UtcNow.AddDays(-1));
        await using var endpoint = await Endpoint.StartOtherAsync(_ => Task.CompletedTask, certificate);

        var run = (await ToolRun.OfAsync("send", "x", "--url", endpoint.Url, "--key", Key)).Ends(3);
        Assert.Contains("CertificateExpired", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AnswerThatNeverEnds_IsReadNoFurtherThanNeeded()
    {
        await using var endpoint = await Endpoint.StartOtherAsync(async context =>
        {
            var block = new byte[16 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block);
            }
        });

        (await ToolRun.OfAsync("send", "x", "--url", endpoint.Url, "--key", Key)).Ends(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Send_NoEvent_IsRefused(string name)
    {
        var run = (await ToolRun.OfAsync("send", name, "--url", "http://127.0.0.1:1/", "--key", Key)).Ends(2);

        Assert.Contains("The event's name is empty", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_KeyInDer_NamesTheFormat()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Keys.A.PrivateKeyPem);
        var key = _folder.Write("private.der", rsa.ExportPkcs8PrivateKey());

        var run = (await ToolRun.OfAsync("send", "x", "--url", "http://127.0.0.1:1/", "--key", key)).Ends(2);
        Assert.Contains("openssl pkey -inform DER", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Cancelled_EndsWith130()
    {
        using var cancellation = new CancellationTokenSource();
        await using var endpoint = await Endpoint.StartOtherAsync(async context =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        (await ToolRun.OfAsync([], ["send", "x", "--url", endpoint.Url, "--key", Key], cancellation.Token)).Ends(130);
    }

    [Theory]
    [InlineData("--set", "noequals")]
    [InlineData("--set", "a:={")]
    [InlineData("--count", "0")]
    [InlineData("--count", "many")]
    [InlineData("--url", "ftp://example.org")]
    [InlineData("--hash", "MD5")]
    [InlineData("--data", "absent.json")]
    [InlineData("--url", "http://user:password@localhost/")]
    [InlineData("--idempotency-key", "")]
    [InlineData("--company-id", " ")]
    [InlineData("--site-id", "")]
    [InlineData("--event-property", "")]
    [InlineData("--header", "")]
    [InlineData("--header", "two words")]
    [InlineData("--header", "Content-Type")]
    [InlineData("--timeout", "100000000")]
    [InlineData("--print", "powershell")]
    public async Task Send_WrongOption_EndsWithTwo(string option, string value)
    {
        var run = await ToolRun.OfAsync("send", "x", "--url", "http://127.0.0.1:1/", "--key", Key, option, value);

        Assert.NotEmpty(run.Ends(2).Error);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ToolRun> SendAsync(Endpoint endpoint, params string[] more) =>
        ToolRun.OfAsync(["send", "dsr.created", "--url", endpoint.Url, "--key", Key, .. more]);
}
