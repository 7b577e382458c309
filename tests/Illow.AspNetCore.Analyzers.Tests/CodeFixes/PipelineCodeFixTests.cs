using Illow.AspNetCore.Analyzers.Pipeline;
using Illow.AspNetCore.Analyzers.Tests.Harness;
using Illow.AspNetCore.CodeFixes;

namespace Illow.AspNetCore.Analyzers.Tests.CodeFixes;

public sealed class PipelineCodeFixTests
{
    [Fact]
    public Task Missing_InProgramWithoutMiddleware_IsCalledOnceBuilt() =>
        VerifyFix<MissingMiddlewareAnalyzer, MissingMiddlewareCodeFix>.ProgramAsync(
            """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.{|ILLOW005:AddIllowWebhooks|}();

            var app = builder.Build();

            app.MapControllers();
            app.Run();
            """,
            """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddIllowWebhooks();

            var app = builder.Build();
            app.UseIllowWebhooks();

            app.MapControllers();
            app.Run();
            """);

    [Fact]
    public Task Missing_InProgramWithMiddleware_IsCalledBehindIt() =>
        VerifyFix<MissingMiddlewareAnalyzer, MissingMiddlewareCodeFix>.ProgramAsync(
            """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.{|ILLOW005:AddIllowWebhooks|}();
            var web = builder.Build();
            if (web.Environment.IsDevelopment())
            {
                web.UseDeveloperExceptionPage();
            }

            // Who is it?
            web.UseRouting().UseAuthentication(); // and may they?
            web.UseEndpoints(endpoints => endpoints.MapControllers());
            web.Run();
            """,
            """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddIllowWebhooks();
            var web = builder.Build();
            if (web.Environment.IsDevelopment())
            {
                web.UseDeveloperExceptionPage();
            }

            // Who is it?
            web.UseRouting().UseAuthentication(); // and may they?
            web.UseIllowWebhooks();
            web.UseEndpoints(endpoints => endpoints.MapControllers());
            web.Run();
            """);

    [Fact]
    public Task Missing_WhereAMethodBuildsThePipeline_IsCalledThere() =>
        VerifyFix<MissingMiddlewareAnalyzer, MissingMiddlewareCodeFix>.ProgramAsync(
            """
            public class Startup
            {
                public static void Main() { }

                public void ConfigureServices(IServiceCollection services) => services.{|ILLOW005:AddIllowWebhooks|}();

                public void Configure(IApplicationBuilder app)
                {
                    app.UseEndpoints(endpoints => endpoints.MapControllers());
                }
            }
            """,
            """
            public class Startup
            {
                public static void Main() { }

                public void ConfigureServices(IServiceCollection services) => services.AddIllowWebhooks();

                public void Configure(IApplicationBuilder app)
                {
                    app.UseIllowWebhooks();
                    app.UseEndpoints(endpoints => endpoints.MapControllers());
                }
            }
            """);

    [Fact]
    public Task Missing_SeenInAnotherFile_IsCalledWhereTheApplicationIsBuilt() =>
        VerifyFix<MissingMiddlewareAnalyzer, MissingMiddlewareCodeFix>.ProgramAsync(
            """
            using Illow.AspNetCore;
            public class PrivacyController : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                [{|ILLOW005:IllowWebhook("dsr.created")|}] public void Created() { }
            }
            """,
            """
            using Illow.AspNetCore;
            public class PrivacyController : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                [IllowWebhook("dsr.created")] public void Created() { }
            }
            """,
            (
                "var app = WebApplication.Create(args);\napp.UseCors();\napp.Run();\n",
                "var app = WebApplication.Create(args);\napp.UseCors();\napp.UseIllowWebhooks();\napp.Run();\n"));

    [Fact]
    public Task Misplaced_BeforeRouting_IsMovedBehindWhatComesFirst() =>
        VerifyFix<MisplacedMiddlewareAnalyzer, MisplacedMiddlewareCodeFix>.ProgramAsync(
            """
            var app = WebApplication.Create(args);
            // Verifies
            app.{|ILLOW006:UseIllowWebhooks|}(); // deliveries
            app.UseRouting();
            app.UseAuthentication();
            app.UseEndpoints(endpoints => endpoints.MapControllers());
            app.Run();
            """,
            """
            var app = WebApplication.Create(args);
            app.UseRouting();
            app.UseAuthentication();
            // Verifies
            app.UseIllowWebhooks(); // deliveries
            app.UseEndpoints(endpoints => endpoints.MapControllers());
            app.Run();
            """);

    [Fact]
    public Task Misplaced_AfterEndpoints_IsMovedBeforeThem() =>
        VerifyFix<MisplacedMiddlewareAnalyzer, MisplacedMiddlewareCodeFix>.LibraryAsync(
            """
            public class Startup
            {
                public void Configure(IApplicationBuilder app)
                {
                    app.UseRouting();
                    app.UseEndpoints(endpoints => endpoints.MapControllers());
                    app.{|ILLOW006:UseIllowWebhooks|}();
                }
            }
            """,
            """
            public class Startup
            {
                public void Configure(IApplicationBuilder app)
                {
                    app.UseRouting();
                    app.UseIllowWebhooks();
                    app.UseEndpoints(endpoints => endpoints.MapControllers());
                }
            }
            """);

    [Fact]
    public Task OpenHandler_TakesTheEnvelope() => VerifyFix<MissingMiddlewareAnalyzer, ParameterCodeFix>.ProgramAsync(
        """
        using Illow.AspNetCore;
        var app = WebApplication.Create(args);
        app.MapPost("/a", {|ILLOW008:[IllowWebhook] () => 1|});
        app.Run();
        """,
        """
        using Illow.AspNetCore;
        var app = WebApplication.Create(args);
        app.{|ILLOW005:MapPost|}("/a", [IllowWebhook] (IllowEnvelope envelope) => 1);
        app.Run();
        """);
}
