using System.Collections.Immutable;
using Illow.Webhooks.Signatures;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Turns options into settings, or into the list of everything that is wrong with them. The one place that knows the rules:
/// the check at start, the settings in force and every reload come through here.
/// </summary>
internal sealed class WebhookSettingsBuilder(RegistrationBuilder registrations)
{
    private const int MaximumBodySizeLimit = 1024 * 1024 * 1024;
    private const int KeySizeFloor = 1024;
    private const int KeySizeCeiling = 8192;

    /// <param name="options">The options as bound; kept in the settings.</param>
    /// <param name="problems">Receives a sentence for each thing that is wrong.</param>
    /// <param name="keyFiles">The key files that were read, good or not.</param>
    /// <returns>The settings; null where there are problems.</returns>
    internal WebhookSettings? Build(IllowWebhooksOptions options, List<string> problems, out ImmutableArray<KeyFile> keyFiles)
    {
        CheckScalars(options, problems);
        if (!SignatureHash.TryParse(options.HashAlgorithm, out var hash))
        {
            problems.Add("Illow:HashAlgorithm must be SHA1, SHA256, SHA384 or SHA512. illow documents SHA1, the default: remove the setting to use it.");
        }

        (var built, keyFiles) = registrations.Build(options, problems);
        return problems.Count == 0 ? new WebhookSettings(options, hash!, built) : null;
    }

    private static void CheckScalars(IllowWebhooksOptions options, List<string> found)
    {
        if (options.Path is not ['/', ..] || !IsRoutePattern(options.Path))
        {
            found.Add("Illow:Path is no route pattern that starts with a slash, such as /webhooks/illow.");
        }

        if (string.IsNullOrEmpty(options.SignatureHeader) || !options.SignatureHeader.All(IsTokenCharacter))
        {
            found.Add("Illow:SignatureHeader is no header name. illow documents illow-signature, the default: remove the setting to use it.");
        }

        if (options.MaxRequestBodySize is < 1 or > MaximumBodySizeLimit)
        {
            found.Add($"Illow:MaxRequestBodySize is {options.MaxRequestBodySize} bytes; it must be between 1 and {MaximumBodySizeLimit}.");
        }

        if (options.MinimumKeySize is < KeySizeFloor or > KeySizeCeiling)
        {
            found.Add($"Illow:MinimumKeySize is {options.MinimumKeySize} bits; it must be between {KeySizeFloor} and {KeySizeCeiling}.");
        }

        if (options.EventProperty is "companyId" or "siteId" or "idempotencyKey" or "metadata")
        {
            found.Add($"Illow:EventProperty is {options.EventProperty}, a member that means something else. Name the member that holds the event's name, or leave it empty.");
        }

        if (!Enum.IsDefined(options.UnhandledEvents))
        {
            found.Add("Illow:UnhandledEvents is neither Reject nor Acknowledge.");
        }

        CheckIdempotency(options.Idempotency, found);
    }

    private static void CheckIdempotency(IllowIdempotencyOptions options, List<string> found)
    {
        if (options.Lease < TimeSpan.FromSeconds(1) || options.Lease > TimeSpan.FromHours(1))
        {
            found.Add($"Illow:Idempotency:Lease is {options.Lease}; it must be between 1 second and 1 hour. It is renewed while a handler runs, so a minute serves slow handlers too.");
        }

        if (options.Retention < options.Lease || options.Retention > TimeSpan.FromDays(3650))
        {
            found.Add($"Illow:Idempotency:Retention is {options.Retention}; it must be between the lease and 3650 days.");
        }

        if (options.Capacity < 1)
        {
            found.Add($"Illow:Idempotency:Capacity is {options.Capacity}; it must be at least 1.");
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
