namespace Illow.Webhooks.Tool.Sending;

/// <summary>What to look at after an answer that is not 2xx.</summary>
internal static class Hints
{
    internal static string? For(SendResult result) => result switch
    {
        { IsSuccess: true } => null,
        { Failure: { } failure } => failure.Explanation,
        { Problem: "invalid-signature" } or { Status: 401 } =>
            (result.KeyFingerprint is { } fingerprint ? $"Signed with the key {fingerprint}. " : "")
            + "The application has no public key at this URL that matches: `illow-webhooks doctor --settings appsettings.json` or "
            + "app.MapIllowHealth() shows the fingerprints that it has. "
            + "Sign with the --key that belongs to one of them, or set Illow:PublicKey to the public half of this one.",
        { Problem: "wrong-origin" } =>
            "The registration is pinned to another company or site, or does not list this event: "
            + "use --company-id and --site-id, or another event.",
        { Problem: "unknown-event" } =>
            "The endpoint could not determine the event: leave out --as-illow, or give the registration exactly one event.",
        { Problem: "unhandled-event" } => "The signature is valid, but no handler at this URL takes this event.",
        { Problem: "key-reused" } =>
            "The idempotency key was used for another body before: leave out --idempotency-key, or send the same metadata.",
        { Problem: "malformed-metadata" } => "The metadata does not fit the handler's type: use --data or --set.",
        { Problem: "unavailable" } or { Status: 503 } =>
            "The endpoint's keys or store could not be reached, or its platform refuses the hash: see the application's log.",
        { Status: 404 } => "Nothing is mapped at this path: check the path, and that UseIllowWebhooks() and the mapping are in place.",
        { Status: >= 300 and < 400, Location: { } location } =>
            $"The endpoint redirects to {location}, which a sender of webhooks does not follow: use that URL.",
        { Status: >= 300 and < 400 } => "The endpoint redirects without saying where, which a sender of webhooks does not follow.",
        { Status: 405 } => "This path does not accept POST.",
        { Status: 500 } => "The handler failed: see the application's log.",
        _ => null,
    };
}
