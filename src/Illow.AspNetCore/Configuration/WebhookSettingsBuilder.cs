using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Turns options into settings, or into the list of everything that is wrong with them. The one place that knows the rules:
/// the check at start, the settings in force and every reload come through here. One for each reading of the options.
/// </summary>
internal sealed class WebhookSettingsBuilder(IllowWebhooksOptions options, PublicKeyCache keys, bool hasKeyProvider, string contentRoot)
{
    private const int LargestBodySize = 1024 * 1024 * 1024;

    /// <summary>A sentence for each thing that is wrong.</summary>
    internal List<string> Problems { get; } = [];

    /// <summary>The key files that were read, good or not.</summary>
    internal List<KeyFile> KeyFiles { get; } = [];

    /// <summary>Makes the settings; null where there are problems.</summary>
    internal WebhookSettings? Build()
    {
        CheckScalars();
        CheckIdempotency(options.Idempotency);
        if (!IllowWebhookVerifierOptions.TryParseHashAlgorithm(options.HashAlgorithm, out var hash))
        {
            var names = IllowWebhookVerifierOptions.HashAlgorithms;
            Problems.Add(
                $"Illow:HashAlgorithm must be {string.Join(", ", names.SkipLast(1))} or {names[^1]}. illow documents SHA1, the default.");
        }

        var registrations = ReadRegistrations();
        return Problems.Count == 0 ? new WebhookSettings(options, hash, registrations) : null;
    }

    // A key given at the top level is the default registration; so is an empty section, whose missing key is then reported
    internal static bool HasDefault(IllowWebhooksOptions options) =>
        options.PublicKey is not null || options.PublicKeys.Count > 0 || options.PublicKeyFile is not null
        || options.Events.Count > 0 || options.CompanyId is not null || options.SiteId is not null
        || options.Webhooks.Count == 0;

    private void CheckScalars()
    {
        if (options.Path is not ['/', ..] || !IsRoutePattern(options.Path))
        {
            Problems.Add("Illow:Path is not a route pattern that starts with a slash, such as /webhooks/illow.");
        }

        if (string.IsNullOrEmpty(options.SignatureHeader) || !options.SignatureHeader.All(IsTokenCharacter))
        {
            Problems.Add("Illow:SignatureHeader is not a valid header name. illow documents illow-signature, the default.");
        }

        if (options.MaxRequestBodySize is < 1 or > LargestBodySize)
        {
            Problems.Add($"Illow:MaxRequestBodySize is {options.MaxRequestBodySize} bytes; it must be between 1 and {LargestBodySize}.");
        }

        if (options.MinimumKeySize is < IllowPublicKey.SmallestKeySize or > IllowPublicKey.LargestKeySize)
        {
            Problems.Add(
                $"Illow:MinimumKeySize is {options.MinimumKeySize} bits; it must be between {IllowPublicKey.SmallestKeySize} "
                + $"and {IllowPublicKey.LargestKeySize}.");
        }

        if (options.EventProperty is "companyId" or "siteId" or "idempotencyKey" or "metadata")
        {
            Problems.Add(
                $"Illow:EventProperty is {options.EventProperty}, which is not the name of an event. "
                + "Use the member that holds the event's name, or leave the setting empty.");
        }

        if (!Enum.IsDefined(options.UnhandledEvents))
        {
            Problems.Add("Illow:UnhandledEvents must be Reject or Acknowledge.");
        }
    }

    private void CheckIdempotency(IllowIdempotencyOptions idempotency)
    {
        if (idempotency.Lease < TimeSpan.FromSeconds(1) || idempotency.Lease > TimeSpan.FromHours(1))
        {
            Problems.Add(
                $"Illow:Idempotency:Lease is {idempotency.Lease}; it must be between 1 second and 1 hour. "
                + "It is renewed while a handler runs, so a minute is enough for slow handlers too.");
        }

        if (idempotency.Retention < idempotency.Lease || idempotency.Retention > TimeSpan.FromDays(3650))
        {
            Problems.Add($"Illow:Idempotency:Retention is {idempotency.Retention}; it must be between the lease and 3650 days.");
        }

        if (idempotency.Capacity < 1)
        {
            Problems.Add($"Illow:Idempotency:Capacity is {idempotency.Capacity}; it must be at least 1.");
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
    private static bool IsTokenCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    // ---- Registrations: names, keys from text and files, events and pins ----

    private ImmutableArray<Registration> ReadRegistrations()
    {
        var registrations = new List<Registration>();
        if (HasDefault(options))
        {
            registrations.Add(ReadRegistration("Illow", Registration.DefaultName, options));
        }

        foreach (var (name, registration) in options.Webhooks)
        {
            var setting = "Illow:Webhooks:" + name;
            if (!WebhookName.IsValid(name))
            {
                Problems.Add(
                    $"Illow:Webhooks contains a name that is empty, is longer than {WebhookName.MaximumLength} characters, "
                    + "or has control characters or surrounding white space.");
            }
            else if (registration is null)
            {
                Problems.Add($"{setting} is empty. Give it a PublicKey, PublicKeys or PublicKeyFile, or remove it.");
            }
            else
            {
                registrations.Add(ReadRegistration(setting, name, registration));
            }
        }

        CheckNames(registrations);
        CheckKeysAreDistinct(registrations);
        return [.. registrations];
    }

    private Registration ReadRegistration(string setting, string name, IllowWebhookRegistrationOptions registration)
    {
        var found = ReadKeys(setting, registration);
        CheckEvents(setting, registration.Events);
        CheckPin(setting + ":CompanyId", registration.CompanyId);
        CheckPin(setting + ":SiteId", registration.SiteId);
        ImmutableArray<string> events = [.. registration.Events.Distinct(StringComparer.Ordinal)];
        return new Registration(name, found, events, registration.CompanyId, registration.SiteId);
    }

    private ImmutableArray<IllowPublicKey> ReadKeys(string setting, IllowWebhookRegistrationOptions registration)
    {
        var texts = new List<(string Source, string? Text)>();
        if (registration.PublicKey is not null)
        {
            texts.Add((setting + ":PublicKey", registration.PublicKey));
        }

        texts.AddRange(registration.PublicKeys.Select((text, i) => ($"{setting}:PublicKeys:{i}", (string?)text)));
        if (registration.PublicKeyFile is { } path && TryReadFile(setting + ":PublicKeyFile", path, out var content))
        {
            texts.Add((setting + ":PublicKeyFile", content));
        }

        if (texts.Count == 0 && registration.PublicKeyFile is null && !hasKeyProvider)
        {
            Problems.Add(
                $"{setting}:PublicKey is missing. Set it to the public key that illow showed when the webhook was created, "
                + $"or set {setting}:PublicKeys or {setting}:PublicKeyFile, or register an IIllowKeyProvider. "
                + "To try things out, create a key pair with `illow-webhooks keygen`.");
        }

        var read = new List<IllowPublicKey>();
        foreach (var (source, text) in texts)
        {
            if (keys.TryRead(text, options.MinimumKeySize, out var key, out var problem))
            {
                read.Add(key);
            }
            else
            {
                Problems.Add($"{source} {problem}");
            }
        }

        // The same key twice in one registration says nothing new
        return [.. read.DistinctBy(key => key.Fingerprint)];
    }

    private bool TryReadFile(string setting, string path, out string? text)
    {
        text = null;
        if (string.IsNullOrWhiteSpace(path))
        {
            Problems.Add($"{setting} is empty. Name the file that holds the public key, or remove the setting.");
            return false;
        }

        // GetFullPath throws for a path with a NUL; reading the file reports it
        var file = KeyFile.Read(path.Contains('\0', StringComparison.Ordinal) ? path : Path.GetFullPath(path, contentRoot));
        KeyFiles.Add(file);
        if (file.ReadError is not null)
        {
            Problems.Add(
                $"{setting} names a file that could not be read ({file.ReadError}). "
                + "Check its permissions and the path, which is relative to the content root.");
            return false;
        }

        if (file.IsTooLarge)
        {
            Problems.Add($"{setting} names a file of more than {KeyFile.MaximumSize} bytes, which is not a public key.");
            return false;
        }

        text = file.ReadText();
        return true;
    }

    private void CheckEvents(string setting, IList<string> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(events[i]) || events[i].Trim() != events[i])
            {
                Problems.Add($"{setting}:Events:{i} is empty or has surrounding white space. Use the event's name, such as dsr.created.");
            }
        }
    }

    private void CheckPin(string setting, string? value)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            Problems.Add($"{setting} is blank, so no event could match it. Set it to an id, or remove it to accept any.");
        }
    }

    private void CheckNames(List<Registration> registrations)
    {
        foreach (var same in registrations.GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            Problems.Add(
                $"Two registrations are named {same.Key}. The settings directly under Illow form the one named "
                + $"{Registration.DefaultName}: rename the one under Illow:Webhooks.");
        }
    }

    private void CheckKeysAreDistinct(List<Registration> registrations)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var registration in registrations)
        {
            foreach (var key in registration.Keys)
            {
                if (!owners.TryAdd(key.Fingerprint, registration.Name))
                {
                    Problems.Add(
                        $"The registrations {owners[key.Fingerprint]} and {registration.Name} have the same public key "
                        + $"({key.Fingerprint}). illow gives each webhook its own key, and only the key tells them apart. "
                        + "Remove it from one of them, or combine them into one registration with the events of both.");
                }
            }
        }
    }
}
