using Illow.AspNetCore.Analyzers.Handlers;
using Illow.AspNetCore.Analyzers.Tests.Harness;

namespace Illow.AspNetCore.Analyzers.Tests.Handlers;

public sealed class NoActionAnalyzerTests
{
    [Theory]
    [InlineData("private IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();")]
    [InlineData("IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();")]
    [InlineData("internal IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();")]
    [InlineData("protected IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();")]
    [InlineData("public IActionResult {|ILLOW004:Created|}<T>(IllowEnvelope<T> e) => Ok();")]
    [InlineData("[NonAction] public IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();")]
    [InlineData("private static IResult {|ILLOW004:Created|}(IllowEnvelope e) => Results.Ok();")]
    public Task ControllersMethod_ThatIsNoAction_IsReported(string method) => Verify<NoActionAnalyzer>.LibraryAsync($$"""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook("dsr.created")]
            {{method}}
        }
        """);

    [Theory]
    [InlineData("public class PrivacyController : ControllerBase")]
    [InlineData("public class PrivacyController")]
    [InlineData("public sealed class Privacy : ControllerBase")]
    [InlineData("[Controller] public class Privacy")]
    [InlineData("public abstract class PrivacyController : ControllerBase")]
    [InlineData("public class PrivacyController<T> : ControllerBase")]
    [InlineData("public class Endpoints")]
    public Task PublicMethod_OfLibrarysClassThatMayBeAController_IsNotReported(string declaration) => Verify<NoActionAnalyzer>.LibraryAsync(Class(declaration, "Created"));

    [Theory]
    [InlineData("class PrivacyController : ControllerBase")]
    [InlineData("internal sealed class PrivacyController")]
    [InlineData("internal abstract class PrivacyController : ControllerBase")]
    [InlineData("file sealed class PrivacyController : ControllerBase")]
    public Task Action_OfHiddenController_IsReported(string declaration) => Verify<NoActionAnalyzer>.LibraryAsync(Class(declaration, "{|ILLOW004:Created|}"));

    [Theory]
    [InlineData("public sealed class Privacy")]
    [InlineData("public sealed class PrivacyController<T> : ControllerBase")]
    [InlineData("[NonController] public sealed class PrivacyController")]
    public Task Method_OfProgramsClassThatIsNoController_IsReported(string declaration) =>
        Verify<NoActionAnalyzer>.ProgramAsync("WebApplication.Create().Run();", Class(declaration, "{|ILLOW004:Created|}"));

    [Fact]
    public Task Action_OfNestedController_IsReported() => Verify<NoActionAnalyzer>.ProgramAsync(
        "WebApplication.Create().Run();",
        "public static class Outer { " + Class("public sealed class PrivacyController : Microsoft.AspNetCore.Mvc.ControllerBase", "{|ILLOW004:Created|}", usings: false) + " }");

    [Fact]
    public Task Method_OfControllersBase_IsNotReported() => Verify<NoActionAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        WebApplication.Create().Run();
        public abstract class Receiver
        {
            [IllowWebhook("dsr.created")] public IResult Created(IllowEnvelope e) => Results.Ok();
            [IllowWebhook("dsr.updated")] public abstract IResult Updated(IllowEnvelope e);
        }
        public sealed class PrivacyController : Receiver
        {
            public override IResult Updated(IllowEnvelope e) => Results.Ok();
        }
        """);

    [Fact]
    public Task Method_MappedAsEndpoint_IsNotReported() => Verify<NoActionAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.MapPost("/a", Handlers.Static);
        app.MapPost("/b", new Handlers().Instance);
        Delegate kept = Handlers.Kept;
        app.MapPost("/c", kept);
        app.MapPost("/d", [IllowWebhook] (IllowEnvelope e) => Results.Ok());
        app.MapPost("/e", Local);
        [IllowWebhook] static IResult Local(IllowEnvelope e) => Results.Ok();
        class Handlers
        {
            [IllowWebhook] internal static IResult Static(IllowEnvelope e) => Results.Ok();
            [IllowWebhook] internal IResult Instance(IllowEnvelope e) => Results.Ok();
            [IllowWebhook] internal static IResult Kept(IllowEnvelope e) => Results.Ok();
            [IllowWebhook] internal static IResult {|ILLOW004:Forgotten|}(IllowEnvelope e) => Results.Ok();
        }
        """);

    [Fact]
    public Task Method_OfInterfaceOrPage_IsReported() => Verify<NoActionAnalyzer>.LibraryAsync("""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc.RazorPages;
        public interface IReceiver { [IllowWebhook] void {|ILLOW004:Created|}(IllowEnvelope e); }
        public class IndexModel : PageModel { [IllowWebhook] public void {|ILLOW004:OnPost|}() { } }
        """);

    [Fact]
    public Task Action_OfHiddenControllerThatAnOwnFinderFinds_IsNotReported() => Verify<NoActionAnalyzer>.LibraryAsync(
        Class("internal sealed class PrivacyController", "Created"),
        "internal sealed class Finder : Microsoft.AspNetCore.Mvc.Controllers.ControllerFeatureProvider { protected override bool IsController(System.Reflection.TypeInfo typeInfo) => true; }");

    private static string Class(string declaration, string method, bool usings = true) => $$"""
        {{(usings ? "using Illow.AspNetCore; using Microsoft.AspNetCore.Mvc;" : null)}}
        {{declaration}}
        {
            [Illow.AspNetCore.IllowWebhook("dsr.created")]
            public Microsoft.AspNetCore.Mvc.IActionResult {{method}}(Illow.AspNetCore.IllowEnvelope e) => new Microsoft.AspNetCore.Mvc.OkResult();
        }
        """;
}
