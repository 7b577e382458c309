using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Turns options into settings, or into the list of everything that is wrong with them. The one place that knows the rules:
/// the check at start, the settings in force and every reload come through here.
/// </summary>
internal sealed class WebhookSettingsBuilder(RegistrationBuilder registrations)
{
    private const int LargestBodySize = 1024 * 1024 * 1024;

    /// <param name="options">The options as bound; kept in the settings.</param>
    /// <param name="problems">Receives a sentence for each thing that is wrong.</param>
    /// <param name="keyFiles">The key files that were read, good or not.</param>
    /// <returns>The settings; null where there are problems.</returns>
    internal WebhookSettings? Build(IllowWebhooksOptions options, List<string> problems, out ImmutableArray<KeyFile> keyFiles)
    {
        CheckScalars(options, problems);
        if (!IllowWebhookVerifierOptions.TryParseHashAlgorithm(options.HashAlgorithm, out var hash))
        {
            problems.Add("Illow:HashAlgorithm must be SHA1, SHA256, SHA384 or SHA512. illow documents SHA1, the default.");
        }

        (var built, keyFiles) = registrations.Build(options, problems);
        return problems.Count == 0 ? new WebhookSettings(options, hash, built) : null;
    }

    private static void CheckScalars(IllowWebhooksOptions options, List<string> problems)
    {
        if (options.Path is not ['/', ..] || !IsRoutePattern(options.Path))
        {
            problems.Add("Illow:Path is not a route pattern that starts with a slash, such as /webhooks/illow.");
        }

        if (string.IsNullOrEmpty(options.SignatureHeader) || !options.SignatureHeader.All(IsTokenCharacter))
        {
            problems.Add("Illow:SignatureHeader is not a valid header name. illow documents illow-signature, the default.");
        }

        if (options.MaxRequestBodySize is < 1 or > LargestBodySize)
        {
            problems.Add($"Illow:MaxRequestBodySize is {options.MaxRequestBodySize} bytes; it must be between 1 and {LargestBodySize}.");
        }

        if (options.MinimumKeySize is < IllowPublicKey.SmallestKeySize or > IllowPublicKey.LargestKeySize)
        {
            problems.Add(
                $"Illow:MinimumKeySize is {options.MinimumKeySize} bits; it must be between {IllowPublicKey.SmallestKeySize} "
                + $"and {IllowPublicKey.LargestKeySize}.");
        }

        if (options.EventProperty is "companyId" or "siteId" or "idempotencyKey" or "metadata")
        {
            problems.Add(
                $"Illow:EventProperty is {options.EventProperty}, which is not the name of an event. "
                + "Use the member that holds the event's name, or leave the setting empty.");
        }

        if (!Enum.IsDefined(options.UnhandledEvents))
        {
            problems.Add("Illow:UnhandledEvents must be Reject or Acknowledge.");
        }

        CheckIdempotency(options.Idempotency, problems);
    }

    private static void CheckIdempotency(IllowIdempotencyOptions options, List<string> problems)
    {
        if (options.Lease < TimeSpan.FromSeconds(1) || options.Lease > TimeSpan.FromHours(1))
        {
            problems.Add(
                $"Illow:Idempotency:Lease is {options.Lease}; it must be between 1 second and 1 hour. "
                + "It is renewed while a handler runs, so a minute is enough for slow handlers too.");
        }

        if (options.Retention < options.Lease || options.Retention > TimeSpan.FromDays(3650))
        {
            problems.Add($"Illow:Idempotency:Retention is {options.Retention}; it must be between the lease and 3650 days.");
        }

        if (options.Capacity < 1)
        {
            problems.Add($"Illow:Idempotency:Capacity is {options.Capacity}; it must be at least 1.");
        }
    }

    private static bool IsRoutePattern(string path)
    {
        try
        {
            RoutePatternFactory.Parse(path);
            return true;
        }
        catch (RoutePatternException)
        {
            return false;
        }
    }

    // RFC 9110, 5.6.2
    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
