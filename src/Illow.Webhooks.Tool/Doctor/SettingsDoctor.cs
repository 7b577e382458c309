using System.Text;
using System.Text.Json;
using Illow.AspNetCore;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Checks an appsettings file by the receiver's own rules, as far as they can be applied without the application.</summary>
internal static class SettingsDoctor
{
    private const string DefaultRegistration = "default";
    private const string Root = "Illow:";
    private const string Key = "PublicKey";

    internal static void Examine(string path, string sectionName, List<Finding> findings)
    {
        if (Load(path, findings) is not { } configuration)
        {
            return;
        }

        var section = configuration.GetSection(sectionName);
        if (!section.Exists())
        {
            var suggestion = Suggestion.For(sectionName, configuration.GetChildren().Select(child => child.Key));
            findings.Add(new(Severity.Problem, sectionName, "SectionMissing", $"The file has no section {sectionName}.{suggestion}"));
            return;
        }

        Check(Path.GetDirectoryName(Path.GetFullPath(path))!, SettingTypes.Good(section, findings), findings);
    }

    private static IConfigurationRoot? Load(string path, List<Finding> findings)
    {
        if (!File.Exists(path))
        {
            throw new ToolException($"there is no file {InputFile.Describe(path)}");
        }

        try
        {
            return new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path)).Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            var line = (exception.GetBaseException() as JsonException)?.LineNumber + 1;
            var text = line is null ? "It is not a JSON object." : $"It is not JSON (line {line}).";
            findings.Add(new(Severity.Problem, Path.GetFileName(path), "NoJson", text));
            return null;
        }
    }

    private static void Check(string folder, IConfiguration section, List<Finding> findings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IHostEnvironment>(new ContentRoot(folder));
        services.AddIllowWebhooks(section);
        using var provider = services.BuildServiceProvider();
        try
        {
            List(provider.GetRequiredService<IOptions<IllowWebhooksOptions>>().Value, folder, findings);
        }
        catch (OptionsValidationException exception)
        {
            findings.AddRange(exception.Failures.Select(
                failure => new Finding(Severity.Problem, "settings", CauseOf(failure, section, folder), failure)));
        }
    }

    private static void List(IllowWebhooksOptions options, string folder, List<Finding> findings)
    {
        if (options.Webhooks.Count == 0 || HasKey(options))
        {
            List(DefaultRegistration, options, folder, findings);
        }

        foreach (var (name, registration) in options.Webhooks)
        {
            List(name, registration, folder, findings);
        }
    }

    private static bool HasKey(IllowWebhookRegistrationOptions registration) =>
        !string.IsNullOrEmpty(registration.PublicKey)
        || registration.PublicKeys.Count > 0
        || !string.IsNullOrEmpty(registration.PublicKeyFile);

    private static void List(string name, IllowWebhookRegistrationOptions registration, string folder, List<Finding> findings)
    {
        var events = registration.Events.Count == 0 ? "any event" : string.Join(", ", registration.Events);
        findings.Add(new(Severity.Fine, name, "Registration", $"{string.Join(", ", KeysOf(registration, folder))} for {events}."));
        if (registration.Events.Count != 1)
        {
            findings.Add(new(
                Severity.Note,
                name,
                "EventNotTold",
                "Its key does not determine the event, which then has to come from the URL, the body or a resolver. "
                + "List exactly one event in Events if illow's webhook has one."));
        }
    }

    private static IEnumerable<string> KeysOf(IllowWebhookRegistrationOptions registration, string folder)
    {
        IEnumerable<string?> texts = [registration.PublicKey, .. registration.PublicKeys];
        if (!string.IsNullOrEmpty(registration.PublicKeyFile))
        {
            texts = texts.Append(File.ReadAllText(Path.GetFullPath(registration.PublicKeyFile, folder)));
        }

        foreach (var text in texts.Where(text => !string.IsNullOrWhiteSpace(text)))
        {
            if (KeyReader.Parse(text!) is { } key)
            {
                yield return $"{key.Fingerprint} ({key.KeySize} bits)";
            }
        }
    }

    // What the receiver says begins with the setting that it is about; what is about several registrations names none
    private static string CauseOf(string failure, IConfiguration section, string folder)
    {
        var setting = failure.Split(' ', 2)[0];
        if (!setting.StartsWith(Root, StringComparison.Ordinal))
        {
            return HasRepeatedKey(section, folder) ? "KeyRepeated" : "SettingRefused";
        }

        var path = setting[Root.Length..];
        if (!path.Split(ConfigurationPath.KeyDelimiter).Any(part => part.StartsWith(Key, StringComparison.Ordinal)))
        {
            return "SettingRefused";
        }

        var findings = new List<Finding>();
        if (TextOf(section.GetSection(path), folder) is { } text)
        {
            _ = KeyReader.Read(text, setting, findings);
        }

        return findings.Find(finding => finding.Severity == Severity.Problem)?.Cause ?? "KeyUnreadable";
    }

    private static bool HasRepeatedKey(IConfiguration section, string folder)
    {
        IEnumerable<IConfiguration> registrations = [section, .. section.GetSection(nameof(IllowWebhooksOptions.Webhooks)).GetChildren()];
        return registrations
            .SelectMany(registration => KeySettings(registration)
                .Select(setting => TextOf(setting, folder) is { } text ? KeyReader.Read(text, setting.Path, []) : null)
                .OfType<IllowPublicKey>()
                .DistinctBy(key => key.Fingerprint))
            .GroupBy(key => key.Fingerprint)
            .Any(same => same.Count() > 1);
    }

    private static IEnumerable<IConfigurationSection> KeySettings(IConfiguration registration) =>
    [
        registration.GetSection(nameof(IllowWebhookRegistrationOptions.PublicKey)),
        registration.GetSection(nameof(IllowWebhookRegistrationOptions.PublicKeyFile)),
        .. registration.GetSection(nameof(IllowWebhookRegistrationOptions.PublicKeys)).GetChildren(),
    ];

    /// <summary>What a setting holds, or the file that it names; null where neither can be read.</summary>
    private static byte[]? TextOf(IConfigurationSection setting, string folder)
    {
        if (string.IsNullOrEmpty(setting.Value) || setting.Key != nameof(IllowWebhookRegistrationOptions.PublicKeyFile))
        {
            return setting.Value is { } text ? Encoding.UTF8.GetBytes(text) : null;
        }

        try
        {
            return File.ReadAllBytes(Path.GetFullPath(setting.Value, folder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
