using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>Only the application that was named is called, whatever a request asks for; and nothing in it breaks the recording.</summary>
public sealed class ListenForwardTests : IDisposable
{
    private readonly Folder _folder = new();

    /// <summary>OTHER is another server, SELF the listener.</summary>
    public static TheoryData<string, string> Targets => new()
    {
        { "//OTHER/x", "//OTHER/x" },
        { "///OTHER/x", "///OTHER/x" },
        { "/\\OTHER/x", "/\\OTHER/x" },
        { "/\\\\OTHER/x", "/\\\\OTHER/x" },
        { "/@OTHER/x", "/@OTHER/x" },
        { "//user:password@OTHER/x", "//user:password@OTHER/x" },
        { "/..//OTHER/x", "/..//OTHER/x" },
        { "/%2F%2FOTHER/a%2Fb", "/%2F%2FOTHER/a%2Fb" },
        { "/%2e%2e/a?b=//OTHER/", "/%2e%2e/a?b=//OTHER/" },
        { "/http://OTHER/x", "/http://OTHER/x" },
        { "http://SELF/x?y=%20", "/x?y=%20" },
        { "http://SELF//OTHER/x", "//OTHER/x" },
        { "http://SELF?y", "/?y" },
        { "http://SELF", "/" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Listen_TargetOfAnotherHost_CallsTheConfiguredOneWithThePathAsSent(string target, string expected)
    {
        await using var other = await StartAsync();
        await using var application = await StartAsync();
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Endpoint.Root);
        string Fill(string text) => text
            .Replace("OTHER", other.Authority, StringComparison.Ordinal)
            .Replace("SELF", listening.Authority, StringComparison.Ordinal);

        var answer = await listening.SendRawAsync(
            $"POST {Fill(target)} HTTP/1.1\r\nHost: {listening.Authority}\r\nContent-Length: 2\r\n\r\n{{}}");

        Assert.Empty(other.Targets);
        Assert.Equal([Fill(expected)], application.Targets);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_HostHeaderOfAnother_IsNeitherCalledNorRecorded()
    {
        await using var other = await StartAsync();
        await using var application = await StartAsync();
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Endpoint.Root);

        await listening.SendRawAsync(
            $"POST /x HTTP/1.1\r\nHost: {other.Authority}\r\nX-Forwarded-Host: {other.Authority}\r\nContent-Length: 0\r\n\r\n");

        Assert.Empty(other.Targets);
        Assert.Single(application.Targets);
        var recorded = File.ReadAllText(Assert.Single(_folder.Files("*.http")));
        Assert.StartsWith($"POST {application.Endpoint.Root}/x", recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_NothingToForwardTo_RecordsItsOwnUrl()
    {
        await using var listening = await Listening.StartAsync(_folder);

        await listening.SendRawAsync("POST //evil.example/x HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n");

        var recorded = File.ReadAllText(Assert.Single(_folder.Files("*.http")));
        Assert.StartsWith($"POST http://{listening.Authority}/evil.example/x", recorded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OPTIONS *")]
    [InlineData("CONNECT OTHER")]
    public async Task Listen_TargetWithoutAPath_IsRefused(string start)
    {
        await using var other = await StartAsync();
        await using var application = await StartAsync();
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Endpoint.Root);

        var line = start.Replace("OTHER", other.Authority, StringComparison.Ordinal);
        var answer = await listening.SendRawAsync($"{line} HTTP/1.1\r\nHost: {other.Authority}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Empty(other.Targets);
        Assert.Empty(application.Targets);
    }

    [Fact]
    public async Task Listen_TargetWithAPathOfItsOwn_IsCalledWhateverWasAskedFor()
    {
        await using var application = await StartAsync();
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Endpoint.Root + "/hook?a=1");

        await listening.SendRawAsync("POST //other/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(["/hook?a=1"], application.Targets);
    }

    [Theory]
    [InlineData("###: x")]
    [InlineData("#x: y")]
    [InlineData("x: {{$processEnv SECRET}}")]
    public async Task Listen_HeaderThatAnHttpFileCannotHold_DoesNotBreakTheRecording(string header)
    {
        await using var application = await StartAsync();
        await using (var listening = await Listening.StartAsync(_folder, "--forward-to", application.Endpoint.Root))
        {
            await listening.SendRawAsync(
                $"POST /x HTTP/1.1\r\nHost: x\r\n{header}\r\nillow-signature: abc\r\n"
                + "Content-Type: application/json\r\nContent-Length: 3\r\n\r\n{ }");
        }

        (await ToolRun.OfAsync("replay", Assert.Single(_folder.Files("*.http")), "--url", application.Endpoint.Url)).Ends(0);
        Assert.Equal(["{ }", "{ }"], application.Bodies);
        Assert.DoesNotContain("SECRET", File.ReadAllText(_folder.Files("*.http")[0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("###")]
    [InlineData("#GET")]
    public async Task Listen_MethodThatAnHttpFileCannotHold_DoesNotBreakTheRecording(string method)
    {
        await using (var listening = await Listening.StartAsync(_folder))
        {
            var answer = await listening.SendRawAsync($"{method} /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 204", answer, StringComparison.Ordinal);
        }

        var run = (await ToolRun.OfAsync("replay", _folder.Name, "--url", "http://127.0.0.1:1/")).Ends(2);
        Assert.Contains("none of the 0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_ControlCharacters_DoNotReachTheTerminal()
    {
        await using var listening = await Listening.StartAsync(_folder);
        const string Body = """{"event":"\u001b[2J\u202E"}""";
        await listening.SendRawAsync($"POST /%1b[2Jx HTTP/1.1\r\nHost: x\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

        var run = await listening.EndAsync();

        Assert.Contains("\\u001b[2J\\u202e", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
        Assert.DoesNotContain('\u202E', run.Output);
    }

    [Fact]
    public async Task Listen_HeadersOutsideAscii_TravelBothWays()
    {
        await using var application = await Endpoint.StartOtherAsync(context =>
        {
            context.Response.Headers["x-back"] = context.Request.Headers["x-there"].ToString() == "JosÃ©" ? "yes" : "no";
            return Task.CompletedTask;
        });
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Root);

        var answer = await listening.SendRawAsync("POST /x HTTP/1.1\r\nHost: x\r\nx-there: José\r\nContent-Length: 0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_ApplicationBreaksOff_SaysWhy()
    {
        await using var application = await Endpoint.StartOtherAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Root);

        var answer = await listening.SendRawAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        var run = await listening.EndAsync();

        Assert.StartsWith("HTTP/1.1 502", answer, StringComparison.Ordinal);
        Assert.Matches(@"not forwarded \(\w+\): \w+", run.Output);
    }

    [Fact]
    public async Task Listen_ApplicationBreaksOffInItsAnswer_DoesNotLookWhole()
    {
        await using var application = await Endpoint.StartOtherAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Root);
        using var client = new HttpClient();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync($"http://{listening.Authority}/x"));
        Assert.Contains("not forwarded", (await listening.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_ApplicationDoesNotAnswer_Is504AndSaysWhy()
    {
        await using var application = await Endpoint.StartOtherAsync(
            context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        await using var listening = await Listening.StartAsync(_folder, "--forward-to", application.Root, "--timeout", "1");

        var answer = await listening.SendRawAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 504", answer, StringComparison.Ordinal);
        Assert.Contains("not forwarded (Timeout)", (await listening.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_TwoRunsInOneFolder_KeepAllRecordings()
    {
        await using var one = await Listening.StartAsync(_folder);
        await using var other = await Listening.StartAsync(_folder);
        for (var i = 0; i < 5; i++)
        {
            const string Request = "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
            Assert.StartsWith("HTTP/1.1 204", await one.SendRawAsync(Request), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 204", await other.SendRawAsync(Request), StringComparison.Ordinal);
        }

        Assert.Equal(10, _folder.Files("*.http").Length);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<Noted> StartAsync()
    {
        var noted = new Noted();
        noted.Endpoint = await Endpoint.StartOtherAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            noted.Bodies.Enqueue(await reader.ReadToEndAsync());
            noted.Targets.Enqueue(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        });
        return noted;
    }

    /// <summary>A server that notes what it is asked for.</summary>
    private sealed class Noted : IAsyncDisposable
    {
        internal Endpoint Endpoint { get; set; } = null!;

        internal ConcurrentQueue<string> Targets { get; } = new();

        internal ConcurrentQueue<string> Bodies { get; } = new();

        internal string Authority => new Uri(Endpoint.Root).Authority;

        public ValueTask DisposeAsync() => Endpoint.DisposeAsync();
    }
}
