using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Answers;

/// <summary>One answer of docs/problems.md: a request that meets its condition, and the answer.</summary>
internal sealed record AnswerRow(string Slug, int Status, Delivery Delivery, string Url)
{
    internal HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>A header that makes the application under test do something before the middleware.</summary>
    internal string? Trigger { get; init; }

    /// <summary>What the answer's detail says in Development: the hint that leads to the fix.</summary>
    internal required string Hint { get; init; }

    /// <summary>Every answer of the receiver's own, but those of idempotency. Fresh deliveries each time.</summary>
    internal static AnswerRow Of(string name) =>
        name switch
        {
            "method" => new("method-not-allowed", 405, Delivery.Fresh(), "/webhooks/illow") { Method = HttpMethod.Put, Hint = "" },
            "unknown webhook" => new("unknown-webhook", 404, Delivery.Fresh(), "/tenants/nobody") { Hint = "Illow:Webhooks" },
            "no signature" => new("invalid-signature", 401, Delivery.Fresh() with { Signatures = [] }, "/webhooks/illow")
            {
                Hint = "missing or empty",
            },
            "two signatures" => new("invalid-signature", 401, Delivery.Fresh() with { Signatures = ["AAAA", "AAAA"] }, "/webhooks/illow")
            {
                Hint = "exactly one is accepted",
            },
            "malformed signature" => new("invalid-signature", 401, Delivery.Fresh() with { Signatures = ["A-_A"] }, "/webhooks/illow")
            {
                Hint = "URL alphabet",
            },
            "signature length" => new("invalid-signature", 401, Delivery.Fresh() with { Signatures = ["AAAA"] }, "/webhooks/illow")
            {
                Hint = "3 bytes",
            },
            "wrong signature" => new("invalid-signature", 401, Delivery.Fresh() with { Key = TestKeys.B }, "/webhooks/illow")
            {
                Hint = "SHA256:",
            },
            "too large" => new("body-too-large", 413, Delivery.Of(metadata: $"\"{new string('m', 5000)}\""), "/webhooks/illow")
            {
                Hint = "Illow:MaxRequestBodySize",
            },
            "media type" => new("unsupported-media-type", 415, Delivery.Fresh() with { ContentType = "text/plain" }, "/webhooks/illow")
            {
                Hint = "application/json",
            },
            "malformed envelope" => new("malformed-envelope", 400, Delivery.OfText("""{"companyId":"c"}"""), "/webhooks/illow")
            {
                Hint = "The member siteId is missing.",
            },
            "malformed metadata" => new(
                "malformed-metadata",
                400,
                Delivery.Of(metadata: "\"text\"", idempotencyKey: Guid.NewGuid().ToString()),
                "/strict")
            {
                Hint = "Strict",
            },
            "wrong origin" => new("wrong-origin", 403, Delivery.Fresh() with { Key = TestKeys.B }, "/pinned") { Hint = "CompanyId" },
            "unhandled event" => new(
                "unhandled-event",
                404,
                Delivery.Of(idempotencyKey: Guid.NewGuid().ToString(), more: ",\"event\":\"dsr.other\"") with
                {
                    Key = TestKeys.C,
                },
                "/any")
            {
                Hint = "takes this event",
            },
            "excluded event" => new("wrong-origin", 403, Delivery.Fresh("dsr.other"), "/webhooks/illow") { Hint = "Events" },
            "unknown event" => new("unknown-event", 422, Delivery.Fresh() with { Key = TestKeys.C }, "/any")
            {
                Hint = "Illow:Webhooks:<name>:Events",
            },
            "keys unreachable" => new("unavailable", 503, Delivery.Fresh(), "/tenants/vault") { Hint = "IIllowKeyProvider" },
            "body read earlier" => new("body-read-earlier", 500, Delivery.Fresh(), "/webhooks/illow")
            {
                Trigger = "X-Eat",
                Hint = "UseIllowWebhooks()",
            },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };

    internal static IEnumerable<string> Names =>
        [
            "method",
            "unknown webhook",
            "no signature",
            "two signatures",
            "malformed signature",
            "signature length",
            "wrong signature",
            "too large",
            "media type",
            "malformed envelope",
            "malformed metadata",
            "wrong origin",
            "excluded event",
            "unhandled event",
            "unknown event",
            "keys unreachable",
            "body read earlier",
        ];
}
