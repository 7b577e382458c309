namespace Illow.AspNetCore.Inspector.Api;

internal sealed record UrlView(string Url, IReadOnlyList<HandlerView> Handlers, IReadOnlyList<string> Registrations);
