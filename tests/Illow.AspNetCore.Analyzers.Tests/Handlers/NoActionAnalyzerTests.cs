using Illow.AspNetCore.Analyzers.Handlers;
using Illow.AspNetCore.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Illow.AspNetCore.Analyzers.Tests.Handlers;

public sealed class NoActionAnalyzerTests
{
    public static TheoryData<string> NoActions =>
    [
        "private IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();",
        "IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();",
        "internal IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();",
        "protected IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();",
        "public IActionResult {|ILLOW004:Created|}<T>(IllowEnvelope<T> e) => Ok();",
        "[NonAction] public IActionResult {|ILLOW004:Created|}(IllowEnvelope e) => Ok();",
        "private static IResult {|ILLOW004:Created|}(IllowEnvelope e) => Results.Ok();",
    ];

    public static TheoryData<string> Hidden =>
    [
        "class PrivacyController : ControllerBase",
        "internal sealed class PrivacyController",
        "internal abstract class PrivacyController : ControllerBase",
        "file sealed class PrivacyController : ControllerBase",
    ];

    public static TheoryData<string> NoControllers =>
    [
        "public sealed class Privacy",
        "public sealed class PrivacyController<T> : ControllerBase",
        "[NonController] public sealed class PrivacyController",
        "public static class Privacy { public sealed class PrivacyController : ControllerBase",
    ];

    [Theory]
    [MemberData(nameof(NoActions))]
    public Task ControllersMethod_ThatIsNoAction_IsReported(string method) => Verify<NoActionAnalyzer>.LibraryAsync(Method(method));

    [Theory]
    [MemberData(nameof(NoActions))]
    public async Task ControllersMethod_ThatIsNoAction_HasNoEndpoint(string method) =>
        Assert.Empty(await RealStart.DecoratedEndpointsAsync(Method(method)));

    [Theory]
    [MemberData(nameof(Hidden))]
    [MemberData(nameof(NoControllers))]
    public async Task Action_OfNoController_HasNoEndpoint(string declaration) =>
        Assert.Empty(await RealStart.DecoratedEndpointsAsync(Class(declaration, "Created")));

    [Theory]
    [InlineData("public class PrivacyController : ControllerBase")]
    [InlineData("public class PrivacyController")]
    [InlineData("public sealed class Privacy : ControllerBase")]
    [InlineData("[Controller] public class Privacy")]
    public async Task Action_OfController_HasAnEndpoint(string declaration) =>
        Assert.Single(await RealStart.DecoratedEndpointsAsync(Class(declaration, "Created")));

    [Theory]
    [InlineData("public class PrivacyController : ControllerBase")]
    [InlineData("public class PrivacyController")]
    [InlineData("public sealed class Privacy : ControllerBase")]
    [InlineData("[Controller] public class Privacy")]
    [InlineData("public abstract class PrivacyController : ControllerBase")]
    [InlineData("public class PrivacyController<T> : ControllerBase")]
    [InlineData("public class Endpoints")]
    public Task PublicMethod_OfLibrarysClassThatMayBeAController_IsNotReported(string declaration) =>
        Verify<NoActionAnalyzer>.LibraryAsync(Class(declaration, "Created"));

    [Theory]
    [MemberData(nameof(Hidden))]
    public Task Action_OfHiddenController_IsReported(string declaration) =>
        Verify<NoActionAnalyzer>.LibraryAsync(Class(declaration, "{|ILLOW004:Created|}"));

    [Theory]
    [MemberData(nameof(NoControllers))]
    public Task Method_OfProgramsClassThatIsNoController_IsReported(string declaration) =>
        Verify<NoActionAnalyzer>.ProgramAsync("WebApplication.Create().Run();", Class(declaration, "{|ILLOW004:Created|}"));

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

    private const string FastEndpoints = """
        namespace FastEndpoints
        {
            public abstract class BaseEndpoint { }
            public abstract class Endpoint<T> : BaseEndpoint { public abstract Task HandleAsync(T request, CancellationToken ct); }
        }
        """;

    private const string Wolverine = """
        namespace Wolverine.Http
        {
            public abstract class WolverineHttpMethodAttribute : Attribute { }
            public sealed class WolverinePostAttribute(string route) : WolverineHttpMethodAttribute { public string Route => route; }
        }
        """;

    [Theory]
    [InlineData("public sealed class Created : FastEndpoints.Endpoint<int>")]
    [InlineData("internal abstract class Shared : FastEndpoints.Endpoint<int>")]
    [InlineData("public sealed class CreatedController : FastEndpoints.Endpoint<int>")]
    public async Task HandleAsync_OfFastEndpoints_IsAnError(string declaration)
    {
        var code = $$"""
            using Illow.AspNetCore;
            {{declaration}}
            {
                [IllowWebhook("dsr.created")]
                public override Task {|#0:HandleAsync|}(int request, CancellationToken ct) => Task.CompletedTask;
            }
            """;
        await Verify<NoActionAnalyzer>.RunAsync(
            code,
            [FastEndpoints],
            OutputKind.DynamicallyLinkedLibrary,
            test => test.ExpectedDiagnostics.Add(
                new DiagnosticResult(Rules.OpenEndpoint).WithLocation(0).WithArguments("HandleAsync", "")));
        Assert.Equal(DiagnosticSeverity.Error, Rules.OpenEndpoint.DefaultSeverity);
    }

    [Theory]
    [InlineData("public static class Privacy", "public static")]
    [InlineData("internal sealed class Privacy", "public")]
    public Task Method_OfWolverineHttp_IsNotReported(string declaration, string modifiers) => Verify<NoActionAnalyzer>.ProgramAsync(
        "WebApplication.Create().Run();",
        $$"""
        using Illow.AspNetCore;
        using Wolverine.Http;
        {{declaration}}
        {
            [IllowWebhook("dsr.created"), WolverinePost("/privacy")] {{modifiers}} Task Created(HttpContext context) => Task.CompletedTask;
            [IllowWebhook("dsr.created")] {{modifiers}} Task {|ILLOW004:Forgotten|}(HttpContext context) => Task.CompletedTask;
        }
        """,
        Wolverine);

    [Fact]
    public void Message_OfAMethodThatAnotherFrameworkMayRun_SaysSoAndNamesTheRemedy()
    {
        Assert.All([Rules.NoAction, Rules.NoActionInCompilation], rule =>
        {
            var message = rule.MessageFormat.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.StartsWith("Neither MVC nor routing sees", message, StringComparison.Ordinal);
            Assert.Contains("it may run on unsigned requests", message, StringComparison.Ordinal);
            Assert.Contains("metadata", message, StringComparison.Ordinal);
        });
        Assert.All(
            [Rules.Rivals, Rules.RivalsInCompilation, Rules.OpenHandler],
            rule => Assert.Equal(DiagnosticSeverity.Error, rule.DefaultSeverity));
    }

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
        "internal sealed class Finder : Microsoft.AspNetCore.Mvc.Controllers.ControllerFeatureProvider " +
        "{ protected override bool IsController(System.Reflection.TypeInfo typeInfo) => true; }");

    private static string Method(string method) => $$"""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook("dsr.created")]
            {{method}}
        }
        """;

    // A declaration may open a class around its own
    private static string Class(string declaration, string method) => $$"""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        {{declaration}}
        {
            [IllowWebhook("dsr.created")]
            public IActionResult {{method}}(IllowEnvelope e) => new OkResult();
        }
        {{(declaration.Contains('{', StringComparison.Ordinal) ? "}" : null)}}
        """;
}
