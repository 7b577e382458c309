using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Tells the event, which the body does not name: the application's resolver, the body's event member, the registration's only
/// event, the URL's only event, in this order.
/// </summary>
internal sealed class EventRules(IServiceProviderIsService services)
{
    private readonly bool _hasResolver = services.IsService(typeof(IIllowEventResolver));

    internal ValueTask<string?> TellAsync(IllowMessage message, Registration registration, WebhookRoute route, HttpContext context) =>
        _hasResolver
            ? AskResolverAsync(message, registration, route, context)
            : new(ByRules(message, registration, route));

    private static async ValueTask<string?> AskResolverAsync(
        IllowMessage message, Registration registration, WebhookRoute route, HttpContext context)
    {
        var resolver = context.RequestServices.GetRequiredService<IIllowEventResolver>();
        var resolved = await resolver.ResolveAsync(new IllowEventContext(message, registration.Name, context), context.RequestAborted);
        return string.IsNullOrWhiteSpace(resolved) ? ByRules(message, registration, route) : resolved;
    }

    private static string? ByRules(IllowMessage message, Registration registration, WebhookRoute route) =>
        message.EventInBody ?? registration.OnlyEvent ?? route.OnlyEventFor(registration);
}
