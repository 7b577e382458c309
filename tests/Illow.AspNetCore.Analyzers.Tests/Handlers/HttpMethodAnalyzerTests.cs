using Illow.AspNetCore.Analyzers.Handlers;
using Illow.AspNetCore.Analyzers.Tests.Harness;

namespace Illow.AspNetCore.Analyzers.Tests.Handlers;

public sealed class HttpMethodAnalyzerTests
{
    [Theory]
    [InlineData("[{|ILLOW003:HttpGet|}, IllowWebhook]")]
    [InlineData("[{|ILLOW003:HttpGet(\"x\")|}] [IllowWebhook(\"dsr.created\")]")]
    [InlineData("[HttpPost(\"x\"), {|ILLOW003:HttpPut(\"y\")|}, IllowWebhook]")]
    [InlineData("[{|ILLOW003:HttpDelete|}, {|ILLOW003:HttpPatch|}, {|ILLOW003:HttpHead|}, {|ILLOW003:HttpOptions|}, IllowWebhook]")]
    [InlineData("[{|ILLOW003:AcceptVerbs(\"GET\", \"POST\")|}, IllowWebhook]")]
    public Task Action_ForAnotherMethod_IsReported(string attributes) => Verify<HttpMethodAnalyzer>.LibraryAsync(Action(attributes));

    [Theory]
    [InlineData("[IllowWebhook]")]
    [InlineData("[HttpPost, IllowWebhook]")]
    [InlineData("[HttpPost(\"x\"), IllowWebhook]")]
    [InlineData("[Route(\"x\"), IllowWebhook]")]
    [InlineData("[AcceptVerbs(\"post\"), IllowWebhook]")]
    [InlineData("[HttpGet]")]
    public Task Action_ForPostOrUndecorated_IsNotReported(string attributes) => Verify<HttpMethodAnalyzer>.LibraryAsync(Action(attributes));

    [Fact]
    public Task Endpoint_ForAnotherMethod_IsReported() => Verify<HttpMethodAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.{|ILLOW003:MapGet|}("/a", [IllowWebhook] (IllowEnvelope e) => Results.Ok());
        app.MapGroup("/g").{|ILLOW003:MapPut|}("/a", Handle);
        app.{|ILLOW003:MapDelete|}("/b", [IllowWebhook("dsr.created")] (HttpContext c) => Task.CompletedTask);
        app.{|ILLOW003:MapMethods|}("/c", ["GET", HttpMethods.Post], [IllowWebhook] (IllowEnvelope e) => Results.Ok());
        app.{|ILLOW003:MapMethods|}("/d", new[] { "PATCH" }, [IllowWebhook] (IllowEnvelope e) => Results.Ok());
        app.Run();
        [IllowWebhook] static IResult Handle(IllowEnvelope e) => Results.Ok();
        """);

    [Fact]
    public Task Endpoint_ForPostOrUndecorated_IsNotReported() => Verify<HttpMethodAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.MapPost("/a", [IllowWebhook] (IllowEnvelope e) => Results.Ok());
        app.MapIllowWebhook("dsr.created", (IllowEnvelope e) => Results.Ok());
        app.Map("/b", [IllowWebhook] (IllowEnvelope e) => Results.Ok());
        app.MapMethods("/c", ["POST"], [IllowWebhook] (IllowEnvelope e) => Results.Ok());
        app.MapGet("/d", () => "GET");
        app.Run();
        """);

    private static string Action(string attributes) => $$"""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            {{attributes}}
            public IActionResult Created() => Ok();
        }
        """;
}
