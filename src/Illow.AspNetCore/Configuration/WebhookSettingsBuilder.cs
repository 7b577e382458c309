using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
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

    internal bool TryBuild(
        IllowWebhooksOptions options,
        [NotNullWhen(true)] out WebhookSettings? settings,
        out IReadOnlyList<string> problems,
        out ImmutableArray<KeyFile> keyFiles)
    {
        var found = new List<string>();
        CheckScalars(options, found);
        if (!SignatureHash.TryParse(options.HashAlgorithm, out var hash))
        {
            found.Add("Illow:HashAlgorithm is none of SHA1, SHA256, SHA384 and SHA512. illow documents SHA1, the default: remove the setting to use it.");
        }

        var built = registrations.Build(options, found);
        problems = found;
        keyFiles = built.KeyFiles;
        if (found.Count > 0)
        {
            settings = null;
            return false;
        }

        settings = new WebhookSettings
        {
            Registrations = built.Registrations,
            ByName = built.Registrations.ToFrozenDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase),
            Hash = hash!,
            ManagedVerification = options.ManagedVerification,
            SignatureHeader = options.SignatureHeader,
            MaxRequestBodySize = options.MaxRequestBodySize,
            MinimumKeySize = options.MinimumKeySize,
            EventProperty = string.IsNullOrEmpty(options.EventProperty) ? null : options.EventProperty,
            UnhandledEvents = options.UnhandledEvents,
            Path = options.Path,
            Idempotency = options.Idempotency,
            Queued = options.Queued,
            Queue = options.Queue,
        };
        return true;
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
