using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Middleware;

/// <summary>The answers that the receiver gives by itself: docs/problems.md. A closed set.</summary>
internal sealed class WebhookProblem
{
    private const string TypeBase = "https://github.com/illow-aspnetcore/Illow.AspNetCore/blob/main/docs/problems.md#";

    internal static readonly WebhookProblem MethodNotAllowed = new(StatusCodes.Status405MethodNotAllowed, "method-not-allowed", "Webhooks are delivered by POST.");
    internal static readonly WebhookProblem UnknownWebhook = new(StatusCodes.Status404NotFound, "unknown-webhook", "No webhook of that name is registered.");
    internal static readonly WebhookProblem InvalidSignature = new(StatusCodes.Status401Unauthorized, "invalid-signature", "The signature is missing or does not verify.");
    internal static readonly WebhookProblem BodyTooLarge = new(StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is larger than this receiver accepts.");
    internal static readonly WebhookProblem UnsupportedMediaType = new(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body must be JSON in UTF-8, without content encoding.");
    internal static readonly WebhookProblem MalformedEnvelope = new(StatusCodes.Status400BadRequest, "malformed-envelope", "The signed body is not a valid envelope.");
    internal static readonly WebhookProblem MalformedMetadata = new(StatusCodes.Status400BadRequest, "malformed-metadata", "The signed metadata does not fit its handler.");
    internal static readonly WebhookProblem WrongOrigin = new(StatusCodes.Status403Forbidden, "wrong-origin", "The event is not one that this webhook may deliver.");
    internal static readonly WebhookProblem UnhandledEvent = new(StatusCodes.Status404NotFound, "unhandled-event", "No handler takes this event here.");
    internal static readonly WebhookProblem UnknownEvent = new(StatusCodes.Status422UnprocessableEntity, "unknown-event", "The event could not be determined.");
    internal static readonly WebhookProblem InProgress = new(StatusCodes.Status409Conflict, "in-progress", "This event is being handled.");
    internal static readonly WebhookProblem KeyReused = new(StatusCodes.Status422UnprocessableEntity, "key-reused", "The idempotency key was used for another body.");
    internal static readonly WebhookProblem Unavailable = new(StatusCodes.Status503ServiceUnavailable, "unavailable", "The receiver cannot take events now.");
    internal static readonly WebhookProblem BodyReadEarlier = new(StatusCodes.Status500InternalServerError, "body-read-earlier", "The receiver could not read the body.");
    internal static readonly WebhookProblem NotRecorded = new(StatusCodes.Status500InternalServerError, "not-recorded", "The event's handling was not recorded.");

    internal static readonly WebhookProblem NotHandled = new(StatusCodes.Status500InternalServerError, "not-handled", "The event was not handled.");

    internal static readonly IReadOnlyList<WebhookProblem> All =
    [
        MethodNotAllowed, UnknownWebhook, InvalidSignature, BodyTooLarge, UnsupportedMediaType, MalformedEnvelope, MalformedMetadata, WrongOrigin,
        UnhandledEvent, UnknownEvent, InProgress, KeyReused, Unavailable, BodyReadEarlier, NotRecorded,
        NotHandled,
    ];

    private WebhookProblem(int status, string slug, string title)
    {
        Status = status;
        Slug = slug;
        Title = title;
        Type = TypeBase + slug;
        Json = Encoding.UTF8.GetBytes($$"""{"type":"{{Type}}","title":"{{JavaScriptEncoder.Default.Encode(title)}}","status":{{status}}}""");
    }

    internal int Status { get; }

    /// <summary>The anchor in docs/problems.md, and the outcome in metrics and logs.</summary>
    internal string Slug { get; }

    internal string Title { get; }

    internal string Type { get; }

    /// <summary>The problem document, ready to send where neither the application's problem details nor a detail are wanted.</summary>
    internal byte[] Json { get; }
}
