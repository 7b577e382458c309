namespace Illow.Webhooks.Tool.Tests;

/// <summary>What only a process of its own shows: its streams, signals, folder.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task RedirectedOutput_LongLines_AreNotWrapped()
    {
        var body = _folder.Write("body", """{"companyId":"c"}""" + "\n");
        var key = _folder.Write("key.pem", Keys.A.PublicKeyPem);
        using var process = ToolProcess.Start(
            _folder.Name, "verify", "--body", body, "--signature", Keys.A.Sign("""{"companyId":"c"}"""), "--key", key);

        var run = (await process.EndAsync()).Ends(1);

        Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(run.Output.Length > 120, run.Output);
        Assert.DoesNotContain('\e', run.Output);
    }

    [Fact]
    public async Task Interrupt_InALoad_ReportsWhatWasAnswered()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const int Answered = 5;
        var answered = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var endpoint = await Endpoint.StartOtherAsync(async context =>
        {
            if (Interlocked.Increment(ref answered) > Answered)
            {
                enough.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });
        var key = _folder.Write("key.pem", Keys.A.PrivateKeyPem);
        string[] arguments = ["send", "dsr.created", "--url", endpoint.Url, "--key", key, "--count", "100000"];
        using var process = ToolProcess.Start(_folder.Name, arguments);
        await enough.Task;

        process.SendInterrupt();
        var run = (await process.EndAsync()).Ends(130);

        Assert.Contains($"cancelled after {Answered} of 100000 deliveries", run.Output, StringComparison.Ordinal);
        Assert.Contains("p99", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProjectSettings_InTheFolder_AreUsed()
    {
        await using var endpoint = await Endpoint.StartAsync();
        _folder.Write("keys/private.pem", Keys.A.PrivateKeyPem);
        _folder.Write(".illow-webhooks.json", $$"""{ "url": "{{endpoint.Url}}", "key": "keys/private.pem" }""");
        using var process = ToolProcess.Start(_folder.Name, "send", "dsr.created");

        var run = (await process.EndAsync()).Ends(0);

        Assert.Single(endpoint.Taken);
        Assert.Equal("using .illow-webhooks.json", run.Error.Trim());
    }

    public void Dispose() => _folder.Dispose();
}
