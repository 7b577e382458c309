using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Tells the event, which the body does not name: the application's resolver, the body's event member, the registration's only
/// event, the URL's only event, in this order.
/// </summary>
internal sealed class EventRules(IServiceProvider services)
{
    private readonly bool _hasResolver = services.HasService<IIllowEventResolver>();

    internal ValueTask<string?> TellAsync(IllowEnvelope envelope, string? eventInBody, Registration registration, WebhookRoute route, HttpContext context) =>
        _hasResolver
            ? AskResolverAsync(envelope, eventInBody, registration, route, context)
            : new(ByRules(eventInBody, registration, route));

    private static async ValueTask<string?> AskResolverAsync(
        IllowEnvelope envelope, string? eventInBody, Registration registration, WebhookRoute route, HttpContext context)
    {
        var resolver = context.RequestServices.GetRequiredService<IIllowEventResolver>();
        var resolved = await resolver.ResolveAsync(envelope, context, context.RequestAborted);
        return string.IsNullOrWhiteSpace(resolved) ? ByRules(eventInBody, registration, route) : resolved;
    }

    private static string? ByRules(string? eventInBody, Registration registration, WebhookRoute route) =>
        eventInBody ?? registration.OnlyEvent ?? route.OnlyEventFor(registration);
}
