using Illow.AspNetCore.Analyzers.Handlers;
using Illow.AspNetCore.Analyzers.Tests.Harness;

namespace Illow.AspNetCore.Analyzers.Tests.Handlers;

public sealed class CancellationAnalyzerTests
{
    [Theory]
    [InlineData("async Task<IActionResult> {|ILLOW007:Created|}(IllowEnvelope e) { await Task.Yield(); return Ok(); }")]
    [InlineData("ValueTask<IActionResult> {|ILLOW007:Created|}() => new(Ok());")]
    [InlineData("Task {|ILLOW007:Created|}(int x = 1) => Task.CompletedTask;")]
    public Task Action_Asynchronous_IsReported(string method) => Verify<CancellationAnalyzer>.LibraryAsync(Action(method));

    [Theory]
    [InlineData("async Task<IActionResult> Created(IllowEnvelope e, CancellationToken ct) { await Task.Delay(1, ct); return Ok(); }")]
    [InlineData("async Task<IActionResult> Created(IllowEnvelope e) { await Task.Delay(1, HttpContext.RequestAborted); return Ok(); }")]
    [InlineData("IActionResult Created(IllowEnvelope e) => Ok();")]
    public Task Action_StoppableOrSynchronous_IsNotReported(string method) => Verify<CancellationAnalyzer>.LibraryAsync(Action(method));

    [Fact]
    public Task Endpoint_Asynchronous_IsReported() => Verify<CancellationAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.MapIllowWebhook("a", async {|ILLOW007:(IllowEnvelope e)|} => { await Task.Yield(); return Results.Ok(); });
        app.MapIllowWebhook({|ILLOW007:Undecorated|});
        app.MapPost("/a", [IllowWebhook] {|ILLOW007:(IllowEnvelope e)|} => Task.CompletedTask);
        app.MapPost("/b", Handlers.Decorated);
        app.MapIllowWebhook("b", async (IllowEnvelope e, CancellationToken ct) => { await Task.Delay(1, ct); return Results.Ok(); });
        app.MapIllowWebhook("c", (IllowEnvelope e) => Results.Ok());
        app.MapPost("/c", [IllowWebhook] (HttpContext c) => Task.Delay(1, c.RequestAborted));
        app.MapPost("/d", async () => { await Task.Yield(); });
        app.Run();
        static Task Undecorated(IllowEnvelope e) => Task.CompletedTask;
        static class Handlers { [IllowWebhook] public static Task {|ILLOW007:Decorated|}(IllowEnvelope e) => Task.CompletedTask; }
        """);

    private static string Action(string method) => $$"""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook]
            public {{method}}
        }
        """;
}
