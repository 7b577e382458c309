using Illow.AspNetCore.Analyzers.Handlers;
using Illow.AspNetCore.Analyzers.Tests.Harness;

namespace Illow.AspNetCore.Analyzers.Tests.Handlers;

public sealed class AsyncVoidAnalyzerTests
{
    [Theory]
    [InlineData("async void {|ILLOW009:Created|}(IllowEnvelope e) => await Task.Yield();")]
    [InlineData("async Task Created(IllowEnvelope e) => await Task.Yield();")]
    [InlineData("void Created(IllowEnvelope e) { }")]
    public Task Action_IsReportedWhereNothingCanWaitForIt(string method) => Verify<AsyncVoidAnalyzer>.LibraryAsync($$"""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook]
            public {{method}}

            public async void Undecorated() => await Task.Yield();
        }
        """);

    [Fact]
    public Task Endpoint_IsReportedWhereNothingCanWaitForIt() => Verify<AsyncVoidAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.MapIllowWebhook("a", {|ILLOW009:Undecorated|});
        app.MapIllowWebhook("b", {|ILLOW009:new Action<IllowEnvelope>(async e => await Task.Yield())|});
        app.MapIllowWebhook("c", async (IllowEnvelope e) => await Task.Yield());
        app.MapPost("/d", Handlers.Decorated);
        app.MapPost("/e", Undecorated);
        app.Run();
        static async void Undecorated(IllowEnvelope e) => await Task.Yield();
        static class Handlers { [IllowWebhook] public static async void {|ILLOW009:Decorated|}(IllowEnvelope e) => await Task.Yield(); }
        """);
}
