using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Makes the registrations of the settings: names, keys from text and files, events and pins, with a sentence for each thing that is wrong.
/// </summary>
internal sealed class RegistrationBuilder(PublicKeyCache keys, IServiceProvider services, IHostEnvironment? environment = null)
{
    internal (ImmutableArray<Registration> Registrations, ImmutableArray<KeyFile> KeyFiles) Build(
        IllowWebhooksOptions options, List<string> problems)
    {
        var hasKeyProvider = services.HasService<IIllowKeyProvider>();
        var files = new List<KeyFile>();
        var registrations = new List<Registration>();
        if (HasDefault(options))
        {
            registrations.Add(Read("Illow", Registration.DefaultName, options, options.MinimumKeySize, hasKeyProvider, files, problems));
        }

        foreach (var (name, registration) in options.Webhooks)
        {
            var setting = "Illow:Webhooks:" + name;
            if (!WebhookName.IsValid(name))
            {
                problems.Add(
                    $"Illow:Webhooks contains a name that is empty, is longer than {WebhookName.MaximumLength} characters, "
                    + "or has control characters or surrounding white space.");
            }
            else if (registration is null)
            {
                problems.Add($"{setting} is empty. Give it a PublicKey, PublicKeys or PublicKeyFile, or remove it.");
            }
            else
            {
                registrations.Add(Read(setting, name, registration, options.MinimumKeySize, hasKeyProvider, files, problems));
            }
        }

        CheckNames(registrations, problems);
        CheckKeysAreDistinct(registrations, problems);
        return ([.. registrations], [.. files]);
    }

    // A key given at the top level is the default registration; so is a section without anything, to be told what is missing
    internal static bool HasDefault(IllowWebhooksOptions options) =>
        options.PublicKey is not null || options.PublicKeys.Count > 0 || options.PublicKeyFile is not null
        || options.Events.Count > 0 || options.CompanyId is not null || options.SiteId is not null
        || options.Webhooks.Count == 0;

    private Registration Read(
        string setting,
        string name,
        IllowWebhookRegistrationOptions options,
        int minimumKeySize,
        bool hasKeyProvider,
        List<KeyFile> files,
        List<string> problems)
    {
        var read = new List<IllowPublicKey>();
        var given = 0;
        void Add(string source, string? text)
        {
            given++;
            if (keys.TryRead(text, minimumKeySize, out var key, out var problem))
            {
                // The same key twice in one registration says nothing new
                if (!read.Exists(k => k.Fingerprint == key.Fingerprint))
                {
                    read.Add(key);
                }
            }
            else
            {
                problems.Add($"{source} {problem}");
            }
        }

        if (options.PublicKey is not null)
        {
            Add(setting + ":PublicKey", options.PublicKey);
        }

        for (var i = 0; i < options.PublicKeys.Count; i++)
        {
            Add($"{setting}:PublicKeys:{i}", options.PublicKeys[i]);
        }

        if (options.PublicKeyFile is not null)
        {
            given++;
            if (TryReadFile(setting + ":PublicKeyFile", options.PublicKeyFile, files, problems, out var text))
            {
                Add($"{setting}:PublicKeyFile", text);
            }
        }

        if (given == 0 && !hasKeyProvider)
        {
            problems.Add(
                $"{setting}:PublicKey is missing. Set it to the public key that illow showed when the webhook was created, "
                + $"or set {setting}:PublicKeys or {setting}:PublicKeyFile, or register an IIllowKeyProvider. "
                + "To try things out, create a key pair with `illow-webhooks keygen`.");
        }

        CheckEvents(setting, options, problems);
        CheckPin(setting + ":CompanyId", options.CompanyId, problems);
        CheckPin(setting + ":SiteId", options.SiteId, problems);
        return new Registration(name, [.. read], [.. options.Events.Distinct(StringComparer.Ordinal)], options.CompanyId, options.SiteId);
    }

    private bool TryReadFile(string setting, string path, List<KeyFile> files, List<string> problems, out string? text)
    {
        text = null;
        if (string.IsNullOrWhiteSpace(path))
        {
            problems.Add($"{setting} is empty. Name the file that holds the public key, or remove the setting.");
            return false;
        }

        var file = KeyFile.Read(FullPath(path));
        files.Add(file);
        if (file.ReadError is not null)
        {
            problems.Add(
                $"{setting} names a file that could not be read ({file.ReadError}). "
                + "Check its permissions and the path, which is relative to the content root.");
            return false;
        }

        if (file.IsTooLarge)
        {
            problems.Add($"{setting} names a file of more than {KeyFile.MaximumSize} bytes, which is not a public key.");
            return false;
        }

        text = file.ReadText();
        return true;
    }

    // GetFullPath throws for a path with a NUL; reading the file reports it
    private string FullPath(string path) => path.Contains('\0', StringComparison.Ordinal)
        ? path
        : Path.GetFullPath(path, environment?.ContentRootPath ?? Directory.GetCurrentDirectory());

    private static void CheckEvents(string setting, IllowWebhookRegistrationOptions options, List<string> problems)
    {
        for (var i = 0; i < options.Events.Count; i++)
        {
            var name = options.Events[i];
            if (string.IsNullOrWhiteSpace(name) || name.Trim() != name)
            {
                problems.Add($"{setting}:Events:{i} is empty or has surrounding white space. Use the event's name, such as dsr.created.");
            }
        }
    }

    private static void CheckPin(string setting, string? value, List<string> problems)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            problems.Add($"{setting} is blank, so no event could match it. Set it to an id, or remove it to accept any.");
        }
    }

    private static void CheckNames(List<Registration> registrations, List<string> problems)
    {
        foreach (var twins in registrations.GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            problems.Add(
                $"Two registrations are named {twins.Key}. The settings directly under Illow form the one named "
                + $"{Registration.DefaultName}: rename the one under Illow:Webhooks.");
        }
    }

    private static void CheckKeysAreDistinct(List<Registration> registrations, List<string> problems)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var registration in registrations)
        {
            foreach (var key in registration.Keys)
            {
                if (!owners.TryAdd(key.Fingerprint, registration.Name))
                {
                    problems.Add(
                        $"The registrations {owners[key.Fingerprint]} and {registration.Name} have the same public key "
                        + $"({key.Fingerprint}). illow gives each webhook a key of its own, and only the key tells them apart. "
                        + "Remove it from one of them, or combine them into one registration with the events of both.");
                }
            }
        }
    }
}
