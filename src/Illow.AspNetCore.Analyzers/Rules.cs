using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Analyzers;

/// <summary>
/// What the analyzers report. A rule that some findings of which need the whole compilation has a second descriptor for those, with the
/// tag by which an editor knows that they come with a build only.
/// </summary>
internal static class Rules
{
    private const string Usage = "Usage";
    private const string Help = "https://github.com/illow-aspnetcore/Illow.AspNetCore/blob/main/docs/analyzers.md#";
    private const string EventNameTitle = "An event's name looks misspelled";
    private const string EventNameMessage =
        "The event '{0}' looks like a misspelling of '{1}': names compare exactly, so '{1}' would not reach this handler";
    private const string EventNameDescription =
        "Event names compare exactly, and none is rejected for being unknown: a handler of a misspelled event never runs.";
    private const string RivalsTitle = "Two handlers take the same event at the same URL";
    private const string RivalsMessage =
        "'{0}' and '{1}' both take {2} at {3}, so the application does not start: "
        + "remove one, or give one another route or a Webhook";
    private const string RivalsDescription = "Which of the two ran would be ambiguous, so the application does not start.";
    private const string NoActionTitle = "[IllowWebhook] stands on a method that neither MVC nor routing sees";
    private const string NoActionMessage =
        "Neither MVC nor routing sees [IllowWebhook] on '{0}': {1}. If another framework runs the method, it may run on unsigned requests: "
        + "put an IllowWebhookAttribute into the endpoint's metadata instead.";
    private const string NoActionDescription =
        "The attribute guards what MVC and routing know as an endpoint with it. On any other method its events are answered 404, "
        + "and nothing of this package stands between the method and an unsigned request.";

    internal static readonly DiagnosticDescriptor EventName = new(
        RuleIds.EventName, EventNameTitle, EventNameMessage, Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        EventNameDescription, Help + "illow001");

    internal static readonly DiagnosticDescriptor EventNameInCompilation = new(
        RuleIds.EventName, EventNameTitle, EventNameMessage, Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        EventNameDescription, Help + "illow001", WellKnownDiagnosticTags.CompilationEnd);

    internal static readonly DiagnosticDescriptor Rivals = new(
        RuleIds.Rivals, RivalsTitle, RivalsMessage, Usage, DiagnosticSeverity.Error, isEnabledByDefault: true,
        RivalsDescription, Help + "illow002");

    internal static readonly DiagnosticDescriptor RivalsInCompilation = new(
        RuleIds.Rivals, RivalsTitle, RivalsMessage, Usage, DiagnosticSeverity.Error, isEnabledByDefault: true,
        RivalsDescription, Help + "illow002", WellKnownDiagnosticTags.CompilationEnd);

    internal static readonly DiagnosticDescriptor HttpMethod = new(
        RuleIds.HttpMethod, "A webhook is delivered by POST",
        "[IllowWebhook] implies POST, and POST is all that reaches '{0}': {1} has no effect here",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "illow delivers by POST. On a handler with [IllowWebhook] any other method is answered 405.", Help + "illow003");

    internal static readonly DiagnosticDescriptor NoAction = new(
        RuleIds.NoAction, NoActionTitle, NoActionMessage, Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        NoActionDescription, Help + "illow004");

    internal static readonly DiagnosticDescriptor NoActionInCompilation = new(
        RuleIds.NoAction, NoActionTitle, NoActionMessage, Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        NoActionDescription, Help + "illow004", WellKnownDiagnosticTags.CompilationEnd);

    internal static readonly DiagnosticDescriptor NoActionOfInterface = new(
        RuleIds.NoAction, NoActionTitle,
        "Neither MVC nor routing sees [IllowWebhook] on '{0}': classes inherit no attributes from interfaces. A handler that implements it "
        + "without the attribute would run on unsigned requests, so the application does not start: put the attribute on the handler.",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true, NoActionDescription, Help + "illow004");

    internal static readonly DiagnosticDescriptor MissingMiddleware = new(
        RuleIds.MissingMiddleware, "UseIllowWebhooks() is missing",
        "Nothing in this application calls app.UseIllowWebhooks(), so no delivery is verified and no handler runs",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "Without the middleware every delivery fails closed.", Help + "illow005");

    internal static readonly DiagnosticDescriptor MisplacedMiddleware = new(
        RuleIds.MisplacedMiddleware, "UseIllowWebhooks() is misplaced",
        "UseIllowWebhooks() is called {0}, so it sees no delivery and no handler runs: {1}",
        Usage, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The middleware acts on what routing has selected, so it belongs after UseRouting() and before UseEndpoints().", Help + "illow006");

    internal static readonly DiagnosticDescriptor Cancellation = new(
        RuleIds.Cancellation, "A handler takes no CancellationToken",
        "'{0}' takes no CancellationToken, so it goes on after its claim on the event is lost or the request times out",
        "Reliability", DiagnosticSeverity.Info, isEnabledByDefault: true,
        "The token fires when another delivery may take the event over: work that goes on then may be done twice.", Help + "illow007");

    internal static readonly DiagnosticDescriptor OpenHandler = new(
        RuleIds.OpenHandler, "A decorated endpoint takes unsigned requests",
        "This handler takes unsigned requests: the application calls neither AddIllowWebhooks() nor UseIllowWebhooks(), "
        + "and the handler takes no IllowEnvelope",
        "Security", DiagnosticSeverity.Error, isEnabledByDefault: true,
        "The attribute alone cannot guard a minimal endpoint. MapIllowWebhook can, and so can an IllowEnvelope among its parameters.",
        Help + "illow008");

    internal static readonly DiagnosticDescriptor OpenEndpoint = new(
        RuleIds.OpenHandler, "A decorated endpoint takes unsigned requests",
        "'{0}' runs on unsigned requests: FastEndpoints does not pass [IllowWebhook] on to its endpoint. "
        + "Remove the attribute, and put it into the endpoint's metadata in Configure(): "
        + "Options(x => x.WithMetadata(new IllowWebhookAttribute(…))).",
        "Security", DiagnosticSeverity.Error, isEnabledByDefault: true,
        "The attribute guards what MVC and routing know as an endpoint with it. What stands on a method is not on FastEndpoints' endpoint.",
        Help + "illow008");

    internal static readonly DiagnosticDescriptor AsyncVoid = new(
        RuleIds.AsyncVoid, "A handler is async void",
        "'{0}' is async void, so nothing can wait for it and the application does not start: let it return Task",
        "Reliability", DiagnosticSeverity.Error, isEnabledByDefault: true,
        "The event would be recorded before it is handled, and an exception would end the process.", Help + "illow009");
}
