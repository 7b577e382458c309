using Illow.AspNetCore.Analyzers.Events;
using Illow.AspNetCore.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;

namespace Illow.AspNetCore.Analyzers.Tests.Events;

public sealed class EventNameAnalyzerTests
{
    [Theory]
    [InlineData("dsr.creatd")]
    [InlineData("dsr.craeted")]
    [InlineData("dsr.creatted")]
    [InlineData("dsr.create")]
    [InlineData("drs.created")]
    [InlineData("dsar.created")]
    [InlineData("dsr.Created")]
    [InlineData("DSR.CREATED")]
    [InlineData("dsr-created")]
    [InlineData("dsr_created")]
    [InlineData("DsrCreated")]
    [InlineData(" dsr.created")]
    public Task Action_WithMisspelledEvent_IsReported(string name) =>
        Verify<EventNameAnalyzer>.LibraryAsync(Action($"{{|ILLOW001:{Quoted(name)}|}}"));

    [Theory]
    [InlineData("dsr.created")]
    [InlineData("dsr.updated")]
    [InlineData("dsr.closed")]
    [InlineData("dsr.deleted")]
    [InlineData("dsr.erased")]
    [InlineData("dsr.recreated")]
    [InlineData("dsr.created.v2")]
    [InlineData("dsr.created2")]
    [InlineData("usr.created")]
    [InlineData("dpo.created")]
    [InlineData("site.created")]
    [InlineData("consent.created")]
    [InlineData("created")]
    [InlineData("dsr")]
    [InlineData("x")]
    public Task Action_WithOtherEvent_IsNotReported(string name) => Verify<EventNameAnalyzer>.LibraryAsync(Action(Quoted(name)));

    // The package's own names are its constants, whichever there are; a compilation's own type goes before that of a reference
    [Fact]
    public Task Action_WithMisspelledEventOfALaterPackage_IsReported() => Verify<EventNameAnalyzer>.LibraryAsync("""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        namespace Illow.Webhooks
        {
            public static class IllowEvents { public const string ParcelUpdated = "parcel.updated"; }
        }
        public class ParcelController : ControllerBase
        {
            [IllowWebhook({|ILLOW001:"parcel.updatd"|})] public IActionResult A(IllowEnvelope e) => Ok();
            [IllowWebhook("parcel.updated")] public IActionResult B(IllowEnvelope e) => Ok();
        }
        """);

    [Fact]
    public Task Endpoint_WithMisspelledEvent_IsReported() => Verify<EventNameAnalyzer>.ProgramAsync("""
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.UseIllowWebhooks();
        app.MapIllowWebhook({|ILLOW001:"dsr.creatd"|}, (IllowEnvelope e) => Results.Ok());
        app.MapPost("/x", [IllowWebhook({|ILLOW001:"dsr.crated"|}, "dsr.updated")] (IllowEnvelope e) => Results.Ok());
        app.MapPost("/y", (IllowEnvelope e) => Results.Ok()).WithMetadata(new IllowWebhookAttribute({|ILLOW001:"Dsr.Created"|}));
        """);

    [Fact]
    public Task Constant_WithMisspelledEvent_IsReportedWhereItIsUsed() => Verify<EventNameAnalyzer>.LibraryAsync("""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            private const string Created = "dsr.creatd";
            [IllowWebhook({|ILLOW001:Created|})] public IActionResult A(IllowEnvelope e) => Ok();
            [IllowWebhookAttribute(new[] { {|ILLOW001:"dsr" + ".creatd"|}, "x.y" }, Webhook = "dsr.creatd")]
            public IActionResult B(IllowEnvelope e) => Ok();
        }
        """);

    [Fact]
    public Task Event_UnlikeOneUsedMoreOften_IsReported() => Verify<EventNameAnalyzer>.LibraryAsync("""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class A : ControllerBase
        {
            [IllowWebhook("consent.updated", Webhook = "eu")] public IActionResult One(IllowEnvelope e) => Ok();
            [IllowWebhook("consent.updated", Webhook = "us")] public IActionResult Two(IllowEnvelope e) => Ok();
            [IllowWebhook({|ILLOW001:"consent.updatd"|})] public IActionResult Three(IllowEnvelope e) => Ok();
            [IllowWebhook("consent.published")] public IActionResult Four(IllowEnvelope e) => Ok();
        }
        """);

    [Fact]
    public Task Events_UsedEquallyOften_AreNotReported() => Verify<EventNameAnalyzer>.LibraryAsync("""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class A : ControllerBase
        {
            [IllowWebhook("cookie.updated")] public IActionResult One(IllowEnvelope e) => Ok();
            [IllowWebhook("cookies.updated")] public IActionResult Two(IllowEnvelope e) => Ok();
        }
        """);

    [Fact]
    public Task Event_OfAnotherAttributeOfThatName_IsNotReported() => Verify<EventNameAnalyzer>.LibraryAsync("""
        public sealed class IllowWebhookAttribute(string name) : Attribute { public string Name => name; }
        public class A { [IllowWebhook("dsr.creatd")] public void One() { } }
        """);

    private static string Quoted(string name) => SymbolDisplay.FormatLiteral(name, quote: true);

    private static string Action(string argument) => $$"""
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook({{argument}})]
            public IActionResult Created(IllowEnvelope e) => Ok();
        }
        """;
}
