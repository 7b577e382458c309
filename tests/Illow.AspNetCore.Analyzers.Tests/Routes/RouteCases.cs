namespace Illow.AspNetCore.Analyzers.Tests.Routes;

/// <summary>Controllers, and whether two of their actions take one event at one URL: asked of the analyzer and of a real start.</summary>
public static class RouteCases
{
    internal const string Usings = "using Illow.AspNetCore; using Microsoft.AspNetCore.Mvc; using Microsoft.AspNetCore.Routing;\n";

    /// <summary>The first mark stands for what the analyzer reports.</summary>
    public static TheoryData<string> Rivals =>
    [
        // The default path
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { [IllowWebhook] public void One() { } """ +
            """[IllowWebhook] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost, IllowWebhook("a.b", "x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("a.b"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y", Webhook = "eu")] public void One() { } """ +
            """[IllowWebhook("x.y", Webhook = "EU")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { const string E = "x"; """ +
            """[IllowWebhook(E + ".y")] public void One() { } [IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void Same() { } """ +
            """[IllowWebhook("x.y")] public void {|ILLOW002:Same|}(int i) { } }""",
        // Routes of their own
        """[Route("hooks")] public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """[Route("hooks")] public class AController : ControllerBase { """ +
            """[HttpPost("a"), IllowWebhook("x.y")] public void One() { } """ +
            """[Route("A"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """[Route("hooks")] public class AController : ControllerBase { """ +
            """[HttpPost("a"), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("/hooks/a"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """[Route("hooks")] public class AController : ControllerBase { """ +
            """[HttpPost("a"), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("~/hooks/a/"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """[Route("hooks"), Route("more")] public class AController : ControllerBase { """ +
            """[HttpPost, IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("/more"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """[Route("[controller]")] public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("/a"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """[Route("[controller]/[action]")] public class AController : ControllerBase { """ +
            """[IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("/a/one"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { """ +
            """[HttpGet("h"), HttpPost("h2"), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("h"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { """ +
            """[AcceptVerbs("POST", Route = "h"), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("h"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { [HttpPost("h", Order = 1), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("h", Order = 1), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public class AController : ControllerBase { [HttpPost("{webhook}"), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("{Webhook}"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        // Between controllers, and inherited
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } } """ +
            """public class BController : ControllerBase { [IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """public abstract class Base : ControllerBase { [IllowWebhook("x.y")] public void One() { } } """ +
            """public class AController : Base; public class {|ILLOW002:BController|} : Base;""",
        """public abstract class Base : ControllerBase { [IllowWebhook("x.y")] public abstract void One(); } """ +
            """public class AController : Base { public override void One() { } """ +
            """[IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
        """[Route("h")] public abstract class Base : ControllerBase; """ +
            """public class AController : Base { [IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("/h"), IllowWebhook("x.y")] public void {|ILLOW002:Two|}() { } }""",
    ];

    public static TheoryData<string> NoRivals =>
    [
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("x.z")] public void Two() { } [IllowWebhook] public void Three() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("X.Y")] public void Two() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("x.y", Webhook = "eu")] public void Two() { } """ +
            """[IllowWebhook("x.y", Webhook = "us")] public void Three() { } }""",
        """public class AController : ControllerBase { [IllowWebhook] public void One() { } """ +
            """[IllowWebhook(Webhook = "eu")] public void Two() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y"), IllowWebhook("x.y")] public void One() { } }""",
        """public class AController : ControllerBase { [HttpGet("a"), HttpPost("a"), IllowWebhook("x.y")] public void One() { } }""",
        """[Route("h")] public class AController : ControllerBase { [HttpPost("a"), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("b"), IllowWebhook("x.y")] public void Two() { } [IllowWebhook("x.y")] public void Three() { } }""",
        """[Route("h/[action]")] public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("x.y")] public void Two() { } }""",
        """[Route("[controller]")] public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } } """ +
            """[Route("[controller]")] public class BController : ControllerBase { [IllowWebhook("x.y")] public void One() { } }""",
        """[Route("h/[action]")] public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[ActionName("Other"), IllowWebhook("x.y")] public void Two() { } }""",
        """public class AController : ControllerBase { [HttpPost("h"), IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("x.y")] public void Two() { } }""",
        """public class AController : ControllerBase { [HttpPost("h", Order = 1), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("h"), IllowWebhook("x.y")] public void Two() { } }""",
        """public class AController : ControllerBase { """ +
            """[HttpPost("h"), Host("a.example"), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("h"), Host("b.example"), IllowWebhook("x.y")] public void Two() { } }""",
        """public class AController : ControllerBase { [HttpPost("h/{id:int}"), IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("h/{id:guid}"), IllowWebhook("x.y")] public void Two() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } """ +
            """[IllowWebhook("x.y")] void Two() { } [NonAction, IllowWebhook("x.y")] public void Three() { } }""",
        """public class AController : ControllerBase { [IllowWebhook("x.y")] public void One() { } } """ +
            """class BController : ControllerBase { [IllowWebhook("x.y")] public void One() { } }""",
        """public abstract class Base : ControllerBase { [IllowWebhook("x.y")] public virtual void One() { } } """ +
            """public class AController : Base { public override void One() { } }""",
        """public abstract class Base : ControllerBase { [IllowWebhook("x.y")] public void One() { } } public class AController : Base;""",
        """[Route("h")] public abstract class Base : ControllerBase; """ +
            """[Route("i")] public class AController : Base { [IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("/h"), IllowWebhook("x.y")] public void Two() { } }""",
        """[Area("z"), Route("[area]/a")] public class AController : ControllerBase { """ +
            """[IllowWebhook("x.y")] public void One() { } """ +
            """[HttpPost("/a"), IllowWebhook("x.y")] public void Two() { } }""",
    ];
}
