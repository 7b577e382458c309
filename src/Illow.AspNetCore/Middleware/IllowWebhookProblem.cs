using System.Text.Json;

namespace Illow.AspNetCore;

/// <summary>A problem that the receiver answers with by itself, for whoever describes, counts or translates answers. Immutable.</summary>
public sealed class IllowWebhookProblem
{
    private const string TypeBase = "https://github.com/illow-aspnetcore/Illow.AspNetCore/blob/main/docs/problems.md#";

    // Above the problems, each of which adds itself
    private static readonly List<IllowWebhookProblem> Made = [];

    internal static readonly IllowWebhookProblem MethodNotAllowed = new(405, "method-not-allowed", "Webhooks are delivered by POST.");
    internal static readonly IllowWebhookProblem UnknownWebhook = new(404, "unknown-webhook", "No webhook of that name is registered.");
    internal static readonly IllowWebhookProblem InvalidSignature =
        new(401, "invalid-signature", "The signature is missing or does not verify.");
    internal static readonly IllowWebhookProblem BodyTooLarge = new(413, "body-too-large",
        "The body is larger than this receiver accepts.");
    internal static readonly IllowWebhookProblem UnsupportedMediaType =
        new(415, "unsupported-media-type", "The body must be JSON in UTF-8, without content encoding.");
    internal static readonly IllowWebhookProblem MalformedEnvelope =
        new(400, "malformed-envelope", "The signed body is not a valid envelope.");
    internal static readonly IllowWebhookProblem MalformedMetadata =
        new(400, "malformed-metadata", "The signed metadata does not fit its handler.");
    internal static readonly IllowWebhookProblem WrongOrigin =
        new(403, "wrong-origin", "The event is not one that this webhook may deliver.");
    internal static readonly IllowWebhookProblem UnhandledEvent = new(404, "unhandled-event", "No handler takes this event here.");
    internal static readonly IllowWebhookProblem UnknownEvent = new(422, "unknown-event", "The event could not be determined.");
    internal static readonly IllowWebhookProblem InProgress = new(409, "in-progress", "This event is being handled.");
    internal static readonly IllowWebhookProblem KeyReused = new(422, "key-reused", "The idempotency key was used for another body.");
    internal static readonly IllowWebhookProblem Unavailable = new(503, "unavailable", "The receiver cannot take events now.");
    internal static readonly IllowWebhookProblem BodyReadEarlier = new(500, "body-read-earlier", "The receiver could not read the body.");
    internal static readonly IllowWebhookProblem NotRecorded = new(500, "not-recorded", "The event's handling was not recorded.");
    internal static readonly IllowWebhookProblem NotHandled = new(500, "not-handled", "The event was not handled.");

    private IllowWebhookProblem(int statusCode, string code, string title)
    {
        Code = code;
        Type = TypeBase + code;
        StatusCode = statusCode;
        Title = title;
        Json = ToJson(detail: null);
        Made.Add(this);
    }

    /// <summary>All problems, each once: a closed set.</summary>
    public static IReadOnlyList<IllowWebhookProblem> All { get; } = [.. Made];

    /// <summary>The short name in logs and metrics, such as <c>invalid-signature</c>.</summary>
    public string Code { get; }

    /// <summary>The problem document's <c>type</c>: a URI that ends with <see cref="Code"/>.</summary>
    public string Type { get; }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>The problem document's <c>title</c>: one sentence in English.</summary>
    public string Title { get; }

    /// <summary>The problem document, ready to send where neither the application's problem details nor a detail are wanted.</summary>
    internal byte[] Json { get; }

    internal byte[] ToJson(string? detail)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", Type);
            writer.WriteString("title", Title);
            writer.WriteNumber("status", StatusCode);
            if (detail is not null)
            {
                writer.WriteString("detail", detail);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
