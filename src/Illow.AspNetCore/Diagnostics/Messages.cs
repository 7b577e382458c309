namespace Illow.AspNetCore.Diagnostics;

/// <summary>
/// What a forgotten call or a wrong setting is answered with: what happened, where, and the line that solves it. Log lines share it.
/// </summary>
internal static class Messages
{
    internal const string NotAdded =
        "The services of illow webhooks are missing. Call builder.Services.AddIllowWebhooks() before the application is built.";

    internal const string ReadBodyLater =
        "Move that component after app.UseIllowWebhooks(), or have it call Request.EnableBuffering() before it reads.";

    internal const string BodyReadEarlier =
        "Something earlier in the pipeline has read the request's body, and it cannot be rewound: "
        + "the signature would be checked over other bytes. " + ReadBodyLater;

    internal const string NameTheEvent =
        "List the one event of the registration in its Events (Illow:Webhooks:<name>:Events), give each of its events its own URL, "
        + "add a handler with [IllowWebhook] alone, or register an IIllowEventResolver.";

    internal const string FitTheMetadata = "Make the type's members optional, or take IllowEnvelope<JsonElement>.";

    internal const string LetDeliveriesPass =
        "a filter, or middleware after app.UseIllowWebhooks(), answered in its place. Let verified deliveries pass there, "
        + "or answer with another status than 2xx.";

    internal static string NotVerified(string? endpoint) =>
        $"The endpoint '{endpoint}' was about to run on a request whose illow signature was not verified, so it did not run. "
        + "It needs builder.Services.AddIllowWebhooks(), app.UseIllowWebhooks() after app.UseRouting(), "
        + "and [IllowWebhook] on the endpoint itself.";

    internal static string MiddlewareMissing(string? endpoint) =>
        $"The endpoint '{endpoint}' carries [IllowWebhook], but no middleware verified the request, so it did not run. "
        + "Call app.UseIllowWebhooks() in the application's start-up code: after app.UseRouting() where that is called, "
        + "and before app.UseEndpoints().";

    internal static string UnknownEvent(string webhook, string url) =>
        $"The event of a delivery by the webhook '{webhook}' at {url} could not be determined. " + NameTheEvent;

    internal static string HandlerThrew(Exception failure) =>
        $"The handler threw {failure.GetType().Name}, and a filter or middleware of the application went on as if it had not. "
        + "An event whose handler threw is not handled: it can be delivered again.";

    internal static string HandlerDidNotRun(string? endpoint) => $"The handler of '{endpoint}' did not run: " + LetDeliveriesPass;

    internal static string MetadataMismatch(string type, string position) =>
        $"The metadata does not fit {type} ({position}). " + FitTheMetadata;
}
