using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Testing.Tests;

/// <summary>The kit passes what is right and finds what is not.</summary>
public sealed class IllowConformanceTests
{
    private static readonly IllowTestKey Key = new();

    private static IllowConformanceOptions Options => new() { Delivery = new() { Key = Key }, MaxRequestBodySize = 4096 };

    private static Dictionary<string, string?> SmallBodies => new() { ["Illow:MaxRequestBodySize"] = "4096" };

    private static Func<IllowEnvelope<DsrCreated>, IResult> Handle => _ => Results.Ok();

    private static Func<IllowEnvelope<DsrCreated>, Task<IResult>> HandleSlowly => async _ =>
    {
        await Task.Delay(20);
        return Results.Ok();
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_EndpointOfThePackage_PassesEveryCheck(bool kestrel)
    {
        await using var app = await TestedApp.StartAsync(
            Key, routes => routes.MapIllowWebhook("dsr.created", HandleSlowly), SmallBodies, kestrel);

        var report = await IllowConformance.RunAsync(app.Client, Options);

        report.ThrowIfFailed();
        Assert.True(report.Passed);
        Assert.True(report.Checks.Count > 80, $"{report.Checks.Count} checks");
        Assert.Equal(report.Checks.Count, report.Checks.Select(check => check.Group + check.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_QueuedHandler_PassesEveryCheckAndIsQueuedOncePerEvent(bool kestrel)
    {
        await using var app = await TestedApp.StartAsync(
            builder => builder.Services.UseIllowTestKey(Key).AddInMemoryIllowQueue(),
            routes => routes.MapPost(
                "/webhooks/illow", [IllowWebhook("dsr.created", Queued = true)] (IllowEnvelope<DsrCreated> e) => Results.Ok()),
            SmallBodies,
            kestrel);

        var report = await IllowConformance.RunAsync(app.Client, Options);

        report.ThrowIfFailed();
        Assert.All(report.Checks.Where(check => check.Group == "genuine"), check => Assert.Equal("202 Accepted", check.Answered));
        var queue = app.Services.GetRequiredService<IllowInMemoryQueue>();
        Assert.Equal(queue.Count, queue.Waiting.Select(delivery => Convert.ToBase64String(delivery.Body)).Distinct().Count());
        Assert.All(await queue.DrainAsync(), run => Assert.True(run.Succeeded));
    }

    [Fact]
    public async Task RunAsync_OtherHashHeaderAndSeveralRegistrations_PassesEveryCheck()
    {
        await using var app = await TestedApp.StartAsync(Key, routes => routes.MapIllowWebhook("dsr.created", Handle), new()
        {
            ["Illow:HashAlgorithm"] = "SHA256",
            ["Illow:SignatureHeader"] = "x-signed",
            ["Illow:MaxRequestBodySize"] = "4096",
            ["Illow:Webhooks:one:Events:0"] = "dsr.created",
            ["Illow:Webhooks:two:Events:0"] = "dsr.updated",
        });

        (await IllowConformance.RunAsync(app.Client, Options with { MaxRequestBodySize = null })).ThrowIfFailed();
    }

    [Fact]
    public async Task RunAsync_EndpointThatTakesEverything_FailsEveryRefusal()
    {
        await using var app = await TestedApp.StartOtherAsync(_ => Task.CompletedTask);

        var report = await IllowConformance.RunAsync(app.Client, Options);

        Assert.False(report.Passed);
        var signatures = report.Checks.Where(check => check.Group.StartsWith("signature", StringComparison.Ordinal));
        Assert.All(signatures, check => Assert.False(check.Passed, check.Name));
        Assert.All(report.Checks.Where(check => check.Group == "envelope"), check => Assert.False(check.Passed, check.Name));
        Assert.All(report.Checks.Where(check => check.Group == "genuine"), check => Assert.True(check.Passed, check.Name));
        var exception = Assert.Throws<IllowConformanceException>(report.ThrowIfFailed);
        Assert.Contains("another key", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("as illow sends it", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EndpointThatFollowsTheSnippetOnly_FailsWhatTheSnippetForgets()
    {
        await using var app = await TestedApp.StartOtherAsync(NaiveReceiver.For(Key));

        var failed = (await IllowConformance.RunAsync(app.Client, Options)).Failures.Select(check => check.Name).ToList();

        string[] forgotten =
        [
            "blank inside", "tab inside", "spare bits set", "text/plain", "the same again", "copies at once",
            "idempotencyKey missing", "a byte too large, chunked",
        ];
        string[] remembered =
            ["none", "another key", "LF added", "PSS padding", "digest without DigestInfo", "hexadecimal", "as illow sends it"];
        Assert.Empty(forgotten.Except(failed));
        Assert.Empty(failed.Intersect(remembered));
    }

    [Fact]
    public async Task RunAsync_EndpointThatRemembersForgeries_FailsTheTrueDelivery()
    {
        await using var app = await TestedApp.StartOtherAsync(NaiveReceiver.RememberingTooEarly(Key));

        var failed = (await IllowConformance.RunAsync(app.Client, Options)).Failures.Select(check => check.Name);

        Assert.Contains("the true delivery after all its forgeries", failed);
    }

    [Fact]
    public async Task RunAsync_NobodyListens_SaysSoInEveryCheck()
    {
        using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1") };

        var report = await IllowConformance.RunAsync(client, Options);

        Assert.All(report.Checks, check => Assert.False(check.Passed, check.Name));
        Assert.All(report.Checks, check => Assert.Contains("no answer", check.Answered, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_UrlOfTheApplicationsOwn_PassesEveryCheck()
    {
        await using var app = await TestedApp.StartAsync(
            Key, routes => routes.MapIllowWebhook("dsr.created", Handle, "/hooks/privacy"), SmallBodies);

        var report = await IllowConformance.RunAsync(app.Client, Options);

        report.ThrowIfFailed();
        Assert.Null(report.Hint);
    }

    [Fact]
    public async Task RunAsync_SeveralUrls_NamesThemInsteadOfTrying()
    {
        await using var app = await TestedApp.StartAsync(Key, routes =>
        {
            routes.MapIllowWebhook("dsr.created", () => { }, "/one");
            routes.MapIllowWebhook("dsr.created", () => { }, "/two");
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => IllowConformance.RunAsync(app.Client, Options));

        Assert.Contains("/one, /two", exception.Message, StringComparison.Ordinal);
        Assert.Contains("IllowConformanceOptions.Delivery", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NothingAtTheUrl_HintsAtThePath()
    {
        await using var app = await TestedApp.StartOtherAsync(_ => Task.CompletedTask);

        var report = await IllowConformance.RunAsync(app.Client, Options with { Delivery = new() { Key = Key, Path = "/elsewhere" } });

        Assert.Contains("/elsewhere", report.Hint, StringComparison.Ordinal);
        Assert.Contains("Path", report.ToString(), StringComparison.Ordinal);
        Assert.Contains(report.Hint!, Assert.Throws<IllowConformanceException>(report.ThrowIfFailed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EventWithoutAHandler_HintsAtTheEventsName()
    {
        await using var app = await TestedApp.StartAsync(Key, routes => routes.MapIllowWebhook("consent.updated", () => { }), SmallBodies);

        var report = await IllowConformance.RunAsync(app.Client, Options);

        Assert.Contains("IllowConformanceOptions.EventName", report.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_RepetitionsSwitchedOff_LeavesThemOut()
    {
        await using var app = await TestedApp.StartAsync(
            Key,
            routes => routes.MapIllowWebhook("dsr.created", (IllowEnvelope e) => Results.Ok()),
            new(SmallBodies) { ["Illow:Idempotency:Enabled"] = "false" });

        var report = await IllowConformance.RunAsync(app.Client, Options with { Repetitions = false });

        report.ThrowIfFailed();
        Assert.DoesNotContain(report.Checks, check => check.Group == "repetition");
        Assert.EndsWith($"{report.Checks.Count} of {report.Checks.Count} passed", report.ToString(), StringComparison.Ordinal);
    }
}
