using System.Text;

namespace Illow.Webhooks.Tool.Tests;

public sealed class SendTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Key => _folder.Write("private.pem", Keys.A.PrivateKeyPem);

    [Fact]
    public async Task Send_KnownEvent_IsHandledAndSaysSo()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = (await ToolRun.OfAsync("send", "dsr.created", "--url", endpoint.Url, "--key", Key, "--set", "legislation=LGPD", "--set", "extra:=[1]")).Ends(0);

        var taken = Assert.Single(endpoint.Taken);
        Assert.Equal("LGPD", taken.GetMetadata<DsrCreated>().Legislation);
        Assert.Equal(1, taken.RawMetadata.GetProperty("extra")[0].GetInt32());
        Assert.StartsWith("200 OK in ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output + run.Error);
    }

    [Fact]
    public async Task Send_DataFromStandardInput_IsTheMetadata()
    {
        await using var endpoint = await Endpoint.StartAsync();

        (await ToolRun.OfAsync("""{"id":"dsr-7"}"""u8.ToArray(), ["send", "dsr.created", "--url", endpoint.Url, "--key", Key, "--data", "-", "--company-id", "c-1", "--idempotency-key", "k-1"])).Ends(0);

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

        var run = (await ToolRun.OfAsync("send", "dsr.created", "--url", endpoint.Url, "--key", Key, "--count", "40", "--concurrency", "8", "--json")).Ends(0);

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
        Assert.Matches(@"500 InternalServerError\s+\S*█", failed.Output);
        Assert.Contains("p99", fine.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_UnknownKey_EndsWithOneAndHintsAtTheKey()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = (await ToolRun.OfAsync("send", "dsr.created", "--url", endpoint.Url, "--key", _folder.Write("b.pem", Keys.B.PrivateKeyPem))).Ends(1);

        Assert.Contains("401 Unauthorized", run.Output, StringComparison.Ordinal);
        Assert.Contains("public half of this key", run.Output, StringComparison.Ordinal);
        Assert.Empty(endpoint.Taken);
    }

    [Fact]
    public async Task Send_NobodyListens_EndsWithThree() =>
        Assert.Contains("ConnectionError", (await ToolRun.OfAsync("send", "dsr.created", "--url", "http://127.0.0.1:1/", "--key", Key)).Ends(3).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        await using var endpoint = await Endpoint.StartOtherAsync(context => { context.Response.Redirect("/elsewhere"); return Task.CompletedTask; });

        Assert.Contains("does not follow", (await ToolRun.OfAsync("send", "x", "--url", endpoint.Url, "--key", Key)).Ends(1).Output, StringComparison.Ordinal);
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
    public async Task Send_WrongOption_EndsWithTwo(string option, string value)
    {
        var run = await ToolRun.OfAsync("send", "x", "--url", "http://127.0.0.1:1/", "--key", Key, option, value);

        Assert.NotEmpty(run.Ends(2).Error);
    }

    public void Dispose() => _folder.Dispose();
}
