namespace Illow.AspNetCore.Inspector.Api;

/// <summary>One declaration of a handler. Without events it takes any that no other handler of the URL takes.</summary>
internal sealed record HandlerView(string Name, IReadOnlyList<string> Events, string? Webhook, bool Idempotent);
