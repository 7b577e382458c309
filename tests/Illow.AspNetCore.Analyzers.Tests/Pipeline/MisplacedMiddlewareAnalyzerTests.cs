using Illow.AspNetCore.Analyzers.Pipeline;
using Illow.AspNetCore.Analyzers.Tests.Harness;

namespace Illow.AspNetCore.Analyzers.Tests.Pipeline;

public sealed class MisplacedMiddlewareAnalyzerTests
{
    [Theory]
    [InlineData("app.{|ILLOW006:UseIllowWebhooks|}(); app.UseRouting();")]
    [InlineData("app.{|ILLOW006:UseIllowWebhooks|}().UseRouting();")]
    [InlineData("app.UseCors().{|ILLOW006:UseIllowWebhooks|}(); app.UseRouting().UseCors();")]
    [InlineData("if (args.Length > 0) { app.{|ILLOW006:UseIllowWebhooks|}(); } app.UseRouting();")]
    [InlineData("app.UseRouting(); app.UseEndpoints(e => e.MapControllers()); app.{|ILLOW006:UseIllowWebhooks|}();")]
    [InlineData("app.{|ILLOW006:UseIllowWebhooks|}(); app.UseRouting(); app.UseEndpoints(e => { });")]
    public Task Program_WithMisplacedCall_IsReported(string calls) => Verify<MisplacedMiddlewareAnalyzer>.ProgramAsync(Program(calls));

    [Theory]
    [InlineData("app.UseIllowWebhooks();")]
    [InlineData("app.UseRouting(); app.UseIllowWebhooks();")]
    [InlineData("app.UseRouting().UseIllowWebhooks();")]
    [InlineData("app.UseRouting(); app.UseIllowWebhooks(); app.UseEndpoints(e => e.MapControllers());")]
    [InlineData("app.UseRouting(); app.UseIllowWebhooks(); app.UseRouting();")]
    [InlineData("if (args.Length > 0) { app.UseIllowWebhooks(); } else { app.UseRouting(); }")]
    [InlineData("app.UseIllowWebhooks(); app.Map(\"/x\", branch => branch.UseRouting().UseIllowWebhooks());")]
    [InlineData(
        "app.UseIllowWebhooks(); " +
        "app.Map(\"/x\", branch => { branch.UseRouting(); branch.UseIllowWebhooks(); branch.UseEndpoints(e => { }); });")]
    [InlineData("app.UseIllowWebhooks(); var other = WebApplication.Create(); other.UseRouting();")]
    public Task Program_WithCallInPlace_IsNotReported(string calls) => Verify<MisplacedMiddlewareAnalyzer>.ProgramAsync(Program(calls));

    [Fact]
    public Task Startup_WithMisplacedCall_IsReported() => Verify<MisplacedMiddlewareAnalyzer>.LibraryAsync("""
        public class Startup
        {
            public void Configure(IApplicationBuilder app)
            {
                app.UseStaticFiles();
                app.{|ILLOW006:UseIllowWebhooks|}();
                app.UseRouting();
                app.UseEndpoints(endpoints => endpoints.MapControllers());
            }
        }
        """);

    [Fact]
    public Task Branch_WithMisplacedCall_IsReported() => Verify<MisplacedMiddlewareAnalyzer>.ProgramAsync(Program(
        "app.UseRouting(); app.Map(\"/x\", branch => { branch.{|ILLOW006:UseIllowWebhooks|}(); branch.UseRouting(); });"));

    private static string Program(string calls) => $$"""
        var app = WebApplication.Create(args);
        {{calls}}
        app.Run();
        """;
}
