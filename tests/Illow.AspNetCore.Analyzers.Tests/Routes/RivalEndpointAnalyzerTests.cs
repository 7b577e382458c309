using Illow.AspNetCore.Analyzers.Routes;
using Illow.AspNetCore.Analyzers.Tests.Harness;

namespace Illow.AspNetCore.Analyzers.Tests.Routes;

public sealed class RivalEndpointAnalyzerTests
{
    [Theory]
    [InlineData("""app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1); app.{|ILLOW002:MapIllowWebhook|}("x.y", (IllowEnvelope e) => 2);""")]
    [InlineData("""app.MapIllowWebhook((IllowEnvelope e) => 1); app.{|ILLOW002:MapIllowWebhook|}((IllowEnvelope e) => 2);""")]
    [InlineData(
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1, "/a"); """ +
        """app.{|ILLOW002:MapPost|}("a/", [IllowWebhook("x.y")] (IllowEnvelope e) => 2);""")]
    [InlineData(
        """app.MapPost("/a", [IllowWebhook] (IllowEnvelope e) => 1); """ +
        """app.{|ILLOW002:MapPost|}("/a", [IllowWebhook] (IllowEnvelope e) => 2);""")]
    [InlineData(
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1).WithName("one"); """ +
        """app.{|ILLOW002:MapIllowWebhook|}("x.y", (IllowEnvelope e) => 2).WithName("two");""")]
    [InlineData(
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1, webhook: "eu"); """ +
        """app.{|ILLOW002:MapIllowWebhook|}("x.y", (IllowEnvelope e) => 2, webhook: "EU");""")]
    [InlineData(
        """var g = app.MapGroup("/g"); g.MapPost("/a", [IllowWebhook] (IllowEnvelope e) => 1); """ +
        """g.{|ILLOW002:MapPost|}("/a", [IllowWebhook] (IllowEnvelope e) => 2);""")]
    public Task Rivals_AreReported(string calls) => Verify<RivalEndpointAnalyzer>.ProgramAsync(Program(calls));

    [Theory]
    [InlineData(
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1); """ +
        """app.MapIllowWebhook("x.z", (IllowEnvelope e) => 2); app.MapIllowWebhook((IllowEnvelope e) => 3);""")]
    [InlineData("""app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1, "/a"); app.MapIllowWebhook("x.y", (IllowEnvelope e) => 2, "/b");""")]
    [InlineData(
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1); """ +
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 2, webhook: "eu");""")]
    [InlineData(
        """if (args.Length > 0) { app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1); } """ +
        """else { app.MapIllowWebhook("x.y", (IllowEnvelope e) => 2); }""")]
    [InlineData(
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1).RequireHost("a.example"); """ +
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 2).RequireHost("b.example");""")]
    [InlineData(
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 1, args[0]); """ +
        """app.MapIllowWebhook("x.y", (IllowEnvelope e) => 2, args[1]);""")]
    [InlineData(
        """var g = app.MapGroup("/g"); var h = app.MapGroup("/h"); """ +
        """g.MapPost("/a", [IllowWebhook] (IllowEnvelope e) => 1); h.MapPost("/a", [IllowWebhook] (IllowEnvelope e) => 2);""")]
    [InlineData(
        """app.MapGroup("/g").MapPost("/a", [IllowWebhook] (IllowEnvelope e) => 1); """ +
        """app.MapGroup("/h").MapPost("/a", [IllowWebhook] (IllowEnvelope e) => 2);""")]
    public Task NoRivals_AreNotReported(string calls) => Verify<RivalEndpointAnalyzer>.ProgramAsync(Program(calls));

    private static string Program(string calls) => $$"""
        using Illow.AspNetCore;
        var app = WebApplication.Create(args);
        {{calls}}
        app.Run();
        """;
}
