using Illow.AspNetCore.Analyzers.Pipeline;
using Illow.AspNetCore.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Analyzers.Tests.Pipeline;

public sealed class MissingMiddlewareAnalyzerTests
{
    private const string Controller = """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook("dsr.created")] public IActionResult Created(IllowEnvelope e) => Ok();
        }
        """;

    [Fact]
    public Task Program_AddsButDoesNotUse_IsReportedWhereItAdds() => Verify<MissingMiddlewareAnalyzer>.ProgramAsync(
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddControllers();
        builder.Services.{|ILLOW005:AddIllowWebhooks|}(options => options.Path = "/x");
        var app = builder.Build();
        // app.UseIllowWebhooks();
        app.MapControllers();
        app.Run();
        """,
        Controller);

    [Fact]
    public Task Program_AddsAndUses_IsNotReported() => Verify<MissingMiddlewareAnalyzer>.ProgramAsync(
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        app.UseIllowWebhooks();
        app.MapControllers();
        app.Run();
        """,
        Controller);

    [Fact]
    public Task Program_UsesInAnotherFile_IsNotReported() => Verify<MissingMiddlewareAnalyzer>.ProgramAsync(
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        app.UseEverything();
        app.Run();
        """,
        "static class Pipeline { public static void UseEverything(this IApplicationBuilder app) => app.UseRouting().UseIllowWebhooks(); }",
        Controller);

    [Fact]
    public Task Program_UsesInDisabledCodeOnly_IsReported() => Verify<MissingMiddlewareAnalyzer>.ProgramAsync("""
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.{|ILLOW005:AddIllowWebhooks|}();
        var app = builder.Build();
        #if NEVER
        app.UseIllowWebhooks();
        #endif
        /* app.UseIllowWebhooks() */
        Console.WriteLine("UseIllowWebhooks");
        app.Run();
        """);

    [Fact]
    public Task Program_WithControllerAndNeitherCall_IsReportedAtTheAction() => Verify<MissingMiddlewareAnalyzer>.ProgramAsync(
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddControllers();
        var app = builder.Build();
        app.MapControllers();
        app.Run();
        """,
        Controller.Replace("[IllowWebhook(\"dsr.created\")]", "[{|ILLOW005:IllowWebhook(\"dsr.created\")|}]", StringComparison.Ordinal));

    [Fact]
    public Task Program_WithEndpointsThatAskForTheDelivery_IsReportedAsFailingClosed() => Verify<MissingMiddlewareAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.{|ILLOW005:MapIllowWebhook|}("dsr.created", () => Results.Ok());
        app.{|ILLOW005:MapPost|}("/x", [IllowWebhook] (IllowEnvelope e) => Results.Ok());
        app.{|ILLOW005:MapPost|}("/y", [IllowWebhook("dsr.created")] (HttpContext c, IllowEnvelope<DsrCreated> e) => Results.Ok());
        app.{|ILLOW005:MapPost|}("/z", [IllowWebhook] ([AsParameters] Delivery d) => Results.Ok());
        app.Run();
        public record struct Delivery(IllowEnvelope Envelope, CancellationToken Token);
        """);

    [Fact]
    public Task Endpoint_WithoutEnvelopeWhereNothingIsCalled_IsReportedAsOpen() => Verify<MissingMiddlewareAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        var group = app.MapGroup("/hooks");
        app.MapPost("/a", {|ILLOW008:[IllowWebhook] () => Results.Ok()|});
        app.MapPost(
            "/b",
            {|ILLOW008:[IllowWebhook("dsr.created")] async (HttpContext c) => await c.Response.WriteAsync(c.GetIllowEnvelope()!.Event)|});
        group.MapPost("/c", {|ILLOW008:Handlers.Handle|});
        app.MapMethods("/d", ["POST"], {|ILLOW008:[IllowWebhook] static (string? name) => name|});
        app.Map("/e", {|ILLOW008:Handle|});
        app.MapPost("/f", {|ILLOW008:() => Results.Ok()|}).WithName("f").WithMetadata(new IllowWebhookAttribute("dsr.created"));
        app.MapPost("/g", () => Results.Ok()).WithName("g").WithMetadata("text");
        app.Run();
        [IllowWebhook] static IResult Handle() => Results.Ok();
        static class Handlers { [IllowWebhook] public static IResult Handle() => Results.Ok(); }
        """);

    [Fact]
    public Task Endpoint_WithoutEnvelopeWhereServicesAreAdded_FailsClosedAndIsReportedAsMissing() =>
        Verify<MissingMiddlewareAnalyzer>.ProgramAsync("""
            using Illow.AspNetCore;
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.{|ILLOW005:AddIllowWebhooks|}();
            var app = builder.Build();
            app.MapPost("/a", [IllowWebhook] () => Results.Ok());
            app.Run();
            """);

    [Fact]
    public Task Endpoint_WithoutEnvelopeWhereTheMiddlewareIsUsed_IsNotReported() => Verify<MissingMiddlewareAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.UseIllowWebhooks();
        app.MapPost("/a", [IllowWebhook] () => Results.Ok());
        app.Run();
        """);

    [Fact]
    public Task Library_IsNotReported() => Verify<MissingMiddlewareAnalyzer>.LibraryAsync(
        """
        using Illow.AspNetCore;
        public static class Hooks
        {
            public static void Add(IServiceCollection services) => services.AddIllowWebhooks();
            public static void Map(IEndpointRouteBuilder app) => app.MapPost("/a", [IllowWebhook] () => Results.Ok());
        }
        """,
        Controller);

    [Fact]
    public Task TestProject_IsNotReported() => Verify<MissingMiddlewareAnalyzer>.TestProjectAsync("""
        new ServiceCollection().AddIllowWebhooks();
        """);

    [Fact]
    public Task Program_WithALibraryThatMayCall_IsNotReported() => Verify<MissingMiddlewareAnalyzer>.RunAsync(
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        Defaults.Use(app);
        """,
        [],
        OutputKind.ConsoleApplication,
        test =>
        {
            var library = test.TestState.AdditionalProjects["Company.Defaults"];
            library.Sources.Add(
                "public static class Defaults { public static void Use(Microsoft.AspNetCore.Builder.IApplicationBuilder app) => " +
                "Microsoft.AspNetCore.Builder.IllowWebhooksApplicationBuilderExtensions.UseIllowWebhooks(app); }");
            library.AdditionalReferences.AddRange(Framework.References);
            test.TestState.AdditionalProjectReferences.Add("Company.Defaults");
        });
}
