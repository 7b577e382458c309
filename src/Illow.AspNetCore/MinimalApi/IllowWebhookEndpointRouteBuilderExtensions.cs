using System.Diagnostics.CodeAnalysis;
using Illow.AspNetCore;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.MinimalApi;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps minimal endpoints that receive verified illow events.</summary>
public static class IllowWebhookEndpointRouteBuilderExtensions
{
    private const string Trimming =
        "Binds a handler by reflection. Under Native AOT use app.MapPost(pattern, [IllowWebhook(\"event\")] (IllowEnvelope e) => …), "
        + "which is compiled ahead.";

    /// <summary>Maps a handler for one event.</summary>
    /// <param name="endpoints">The application or a route group.</param>
    /// <param name="eventName">The event as illow writes it, such as <c>dsr.created</c>.</param>
    /// <param name="handler">
    /// The handler; it takes <see cref="IllowEnvelope"/> or <see cref="IllowEnvelope{T}"/> and whatever else a minimal endpoint may take.
    /// </param>
    /// <param name="pattern">The route; <see cref="IllowWebhooksOptions.Path"/> where it is null.</param>
    /// <param name="webhook">The only registration to receive from; any that may deliver where it is null.</param>
    /// <returns>The endpoint's conventions.</returns>
    /// <exception cref="ArgumentException"><paramref name="eventName"/> is null or blank.</exception>
    /// <exception cref="InvalidOperationException"><c>AddIllowWebhooks()</c> was not called.</exception>
    [RequiresUnreferencedCode(Trimming)]
    [RequiresDynamicCode(Trimming)]
    public static RouteHandlerBuilder MapIllowWebhook(
        this IEndpointRouteBuilder endpoints,
        string eventName,
        Delegate handler,
        [StringSyntax("Route")] string? pattern = null,
        string? webhook = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        return Map(endpoints, handler, pattern, new IllowWebhookAttribute(eventName) { Webhook = webhook });
    }

    /// <summary>Maps a handler for every verified event that no other endpoint of the URL takes.</summary>
    /// <param name="endpoints">The application or a route group.</param>
    /// <param name="handler">
    /// The handler; it takes <see cref="IllowEnvelope"/> or <see cref="IllowEnvelope{T}"/> and whatever else a minimal endpoint may take.
    /// </param>
    /// <returns>The endpoint's conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddIllowWebhooks()</c> was not called.</exception>
    [RequiresUnreferencedCode(Trimming)]
    [RequiresDynamicCode(Trimming)]
    public static RouteHandlerBuilder MapIllowWebhook(this IEndpointRouteBuilder endpoints, Delegate handler) =>
        Map(endpoints, handler, null, new IllowWebhookAttribute());

    [RequiresUnreferencedCode(Trimming)]
    [RequiresDynamicCode(Trimming)]
    private static RouteHandlerBuilder Map(
        IEndpointRouteBuilder endpoints, Delegate handler, string? pattern, IllowWebhookAttribute declaration)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(handler);
        var path = DefaultPath(endpoints.ServiceProvider);
        var endpoint = endpoints.MapPost(pattern ?? path, handler).WithMetadata(declaration);
        return new RouteHandlerBuilder([new HandlerFilter(endpoint, declaration)]);
    }

    // Without the checks: what is wrong with the settings is reported at start, all at once
    private static string DefaultPath(IServiceProvider services)
    {
        var configure = services.GetServices<IConfigureOptions<IllowWebhooksOptions>>().ToList();
        if (configure.Count == 0)
        {
            throw new InvalidOperationException(Messages.NotAdded);
        }

        var postConfigure = services.GetServices<IPostConfigureOptions<IllowWebhooksOptions>>();
        return new OptionsFactory<IllowWebhooksOptions>(configure, postConfigure).Create(Options.DefaultName).Path;
    }
}
