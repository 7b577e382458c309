namespace Illow.Webhooks.Tool.Sending;

/// <summary>What to look at after an answer that is not 2xx: docs/problems.md in one line each.</summary>
internal static class Hints
{
    internal static string? For(SendResult result) => result switch
    {
        { IsSuccess: true } => null,
        { Status: null } => "Is the application running, and the URL's scheme and port right?",
        { Problem: "invalid-signature" } or { Status: 401 } => "The endpoint does not have the public half of this key, or not for this URL: compare fingerprints with what app.MapIllowHealth() shows, or with `illow-webhooks doctor --settings appsettings.json`.",
        { Problem: "wrong-origin" } => "The registration is pinned to another company or site: use --company-id and --site-id.",
        { Problem: "unknown-event" } => "The endpoint cannot tell the event: leave out --as-illow, or give the registration exactly one event.",
        { Problem: "unhandled-event" } => "Signed well, but no handler at this URL takes this event.",
        { Problem: "key-reused" } => "The idempotency key was used for another body before: leave out --idempotency-key.",
        { Problem: "malformed-metadata" } => "The metadata does not fit the handler's type: use --data or --set.",
        { Problem: "unavailable" } or { Status: 503 } => "The endpoint's keys or store cannot be reached, or its platform refuses the hash: its log says which.",
        { Status: 404 } => "Nothing is mapped at this path: check the path, and that UseIllowWebhooks() and the mapping are in place.",
        { Status: >= 300 and < 400 } => "The endpoint redirects, which a sender of webhooks does not follow: use the URL that it redirects to.",
        { Status: 405 } => "This path takes no POST.",
        { Status: 500 } => "The handler threw: the application's log says what.",
        _ => null,
    };
}
