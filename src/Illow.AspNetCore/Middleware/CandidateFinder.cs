using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Middleware;

/// <summary>Finds the registrations that a request may be verified with: by the URL, by <c>{webhook}</c>, and by the application's key provider. Thread-safe.</summary>
internal sealed class CandidateFinder(PublicKeyCache cache, ILoggerFactory loggers, IServiceProvider services)
{
    private readonly IIllowKeyProvider? _provider = services.GetService<IIllowKeyProvider>();
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    internal ValueTask<CandidateSearch> FindAsync(HttpContext context, WebhookRoute route, WebhookSettings settings)
    {
        if (!route.HasWebhookParameter)
        {
            return FoundAsync(route.CandidatesOf(settings), settings, context);
        }

        var name = context.Request.RouteValues[WebhookRoute.WebhookParameter] as string ?? string.Empty;
        if (settings.ByName.TryGetValue(name, out var registration))
        {
            return FoundAsync(route.MayDeliver(registration) ? [registration] : [], settings, context);
        }

        return _provider is null
            ? new(CandidateSearch.Refused(Answer.UnknownWebhook))
            : ProvideUnconfiguredAsync(_provider, name, route, settings, context.RequestAborted);
    }

    // Servers make a token source when the token is asked for: no request pays for it but those that a provider is asked about
    private ValueTask<CandidateSearch> FoundAsync(ImmutableArray<Registration> found, WebhookSettings settings, HttpContext context) =>
        _provider is null ? new(CandidateSearch.Of(found)) : ProvideAsync(_provider, found, settings, context.RequestAborted);

    private async ValueTask<CandidateSearch> ProvideUnconfiguredAsync(
        IIllowKeyProvider provider, string name, WebhookRoute route, WebhookSettings settings, CancellationToken cancellationToken)
    {
        var unconfigured = new Registration(name, [], [], null, null);
        var (keys, refusal) = await AskAsync(provider, unconfigured, settings, cancellationToken);
        if (keys is null)
        {
            return CandidateSearch.Refused(refusal ?? Answer.UnknownWebhook);
        }

        return CandidateSearch.Of(route.MayDeliver(unconfigured) ? [unconfigured with { Keys = [.. keys] }] : []);
    }

    private async ValueTask<CandidateSearch> ProvideAsync(
        IIllowKeyProvider provider, ImmutableArray<Registration> registrations, WebhookSettings settings, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<Registration>(registrations.Length);
        foreach (var registration in registrations)
        {
            var (keys, refusal) = await AskAsync(provider, registration, settings, cancellationToken);
            if (refusal is not null)
            {
                return CandidateSearch.Refused(refusal);
            }

            found.Add(keys is null ? registration : registration with { Keys = [.. registration.Keys, .. keys] });
        }

        return CandidateSearch.Of(found.DrainToImmutable());
    }

    /// <summary>No keys and no refusal: the provider knows no such registration.</summary>
    private async ValueTask<(List<IllowPublicKey>? Keys, Answer? Refusal)> AskAsync(
        IIllowKeyProvider provider, Registration registration, WebhookSettings settings, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string>? texts;
        try
        {
            texts = await provider.GetPublicKeysAsync(registration.Name, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.KeyProviderFailed(_logger, new LogText(registration.Name), exception);
            return (null, Answer.Unavailable);
        }

        if (texts is null)
        {
            return (null, null);
        }

        var keys = new List<IllowPublicKey>(texts.Count);
        foreach (var text in texts)
        {
            if (!cache.TryRead(text, settings.MinimumKeySize, out var key, out var problem))
            {
                Log.KeyProviderGaveNoKey(_logger, new LogText(registration.Name), problem);
                return (null, Answer.Unavailable);
            }

            keys.Add(key);
        }

        return (keys, null);
    }
}
