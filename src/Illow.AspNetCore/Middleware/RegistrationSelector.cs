using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Selects the registrations that a request may be verified with: by the URL, by <c>{webhook}</c>, and by the application's key provider.
/// Thread-safe.
/// </summary>
internal sealed class RegistrationSelector(PublicKeyCache cache, ILoggerFactory loggers, IServiceProvider services)
{
    private readonly bool _hasProvider = services.HasService<IIllowKeyProvider>();
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    internal ValueTask<Selection> SelectAsync(HttpContext context, WebhookRoute route, WebhookSettings settings)
    {
        if (!route.HasWebhookParameter)
        {
            return WithKeysAsync(route.CandidatesOf(settings), settings, context);
        }

        var name = context.Request.RouteValues[WebhookRoute.WebhookParameter] as string ?? string.Empty;
        if (settings.ByName.TryGetValue(name, out var registration))
        {
            return WithKeysAsync(route.MayDeliver(registration) ? [registration] : [], settings, context);
        }

        return _hasProvider && WebhookName.IsValid(name)
            ? ProvideUnconfiguredAsync(name, route, settings, context)
            : new(Selection.Refused(IllowWebhookProblem.UnknownWebhook));
    }

    private ValueTask<Selection> WithKeysAsync(ImmutableArray<Registration> found, WebhookSettings settings, HttpContext context) =>
        _hasProvider ? ProvideAsync(found, settings, context) : new(Selection.Of(found));

    private async ValueTask<Selection> ProvideUnconfiguredAsync(
        string name, WebhookRoute route, WebhookSettings settings, HttpContext context)
    {
        var (keys, canonicalName, refusal) = await AskAsync(name, settings, context);
        if (keys is null)
        {
            return Selection.Refused(refusal ?? IllowWebhookProblem.UnknownWebhook);
        }

        // Where the canonical name is a configured one, that registration's events and pins hold
        var registration = settings.ByName.GetValueOrDefault(canonicalName) ?? new Registration(canonicalName, [], [], null, null);
        return Selection.Of(route.MayDeliver(registration) ? [registration.WithKeys(keys)] : []);
    }

    private async ValueTask<Selection> ProvideAsync(
        ImmutableArray<Registration> registrations, WebhookSettings settings, HttpContext context)
    {
        var found = ImmutableArray.CreateBuilder<Registration>(registrations.Length);
        foreach (var registration in registrations)
        {
            var (keys, _, refusal) = await AskAsync(registration.Name, settings, context);
            if (refusal is not null)
            {
                return Selection.Refused(refusal);
            }

            found.Add(keys is null ? registration : registration.WithKeys(keys));
        }

        return Selection.Of(found.DrainToImmutable());
    }

    /// <summary>No keys and no refusal: the provider knows no such registration.</summary>
    private async ValueTask<(List<IllowPublicKey>? Keys, string CanonicalName, IllowWebhookProblem? Refusal)> AskAsync(
        string name, WebhookSettings settings, HttpContext context)
    {
        // Servers make a token source when the token is asked for: no request pays for it but those that a provider is asked about
        var cancellationToken = context.RequestAborted;
        IReadOnlyCollection<string>? texts;
        try
        {
            var provider = context.RequestServices.GetRequiredService<IIllowKeyProvider>();
            texts = await provider.GetPublicKeysAsync(name, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.KeyProviderFailed(_logger, new LogText(name), exception);
            return (null, name, IllowWebhookProblem.Unavailable);
        }

        if (texts is null)
        {
            return (null, name, null);
        }

        var keys = new List<IllowPublicKey>(texts.Count);
        foreach (var text in texts)
        {
            if (!cache.TryRead(text, settings.Options.MinimumKeySize, out var key, out var problem))
            {
                Log.KeyProviderGaveNoKey(_logger, new LogText(name), problem);
                return (null, name, IllowWebhookProblem.Unavailable);
            }

            keys.Add(key);
        }

        return (keys, (texts as IllowWebhookKeyCollection)?.Webhook ?? name, null);
    }

    /// <summary>
    /// The registrations, with their keys, that may have sent a request; or the problem that keeps them from being known.
    /// </summary>
    internal readonly record struct Selection(ImmutableArray<Registration> Registrations, IllowWebhookProblem? Problem)
    {
        internal static Selection Of(ImmutableArray<Registration> registrations) => new(registrations, null);

        internal static Selection Refused(IllowWebhookProblem problem) => new([], problem);
    }
}
