using Illow.AspNetCore;
using Illow.AspNetCore.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Checks an appsettings file by the receiver's own rules, as far as they can be applied without the application.</summary>
internal static class SettingsDoctor
{
    private static readonly string[] OfRegistration = [.. typeof(IllowWebhookRegistrationOptions).GetProperties().Select(property => property.Name)];
    private static readonly string[] OfOptions = [.. typeof(IllowWebhooksOptions).GetProperties().Select(property => property.Name), "Inspector"];
    private static readonly string[] OfIdempotency = [.. typeof(IllowIdempotencyOptions).GetProperties().Select(property => property.Name)];

    internal static void Examine(string path, string sectionName, List<Finding> findings)
    {
        if (Load(path, findings) is not { } configuration)
        {
            return;
        }

        var section = configuration.GetSection(sectionName);
        if (!section.Exists())
        {
            findings.Add(new(Severity.Problem, sectionName, "SectionMissing", $"The file has no section {sectionName}.{Nearest(sectionName, configuration.GetChildren().Select(child => child.Key))}"));
            return;
        }

        FindUnknown(section, findings);
        if (Bind(section, findings) is { } options)
        {
            Check(path, options, findings);
        }
    }

    private static IConfigurationRoot? Load(string path, List<Finding> findings)
    {
        if (!File.Exists(path))
        {
            throw new ToolException($"there is no file {path}");
        }

        try
        {
            return new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path)).Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            var json = exception.GetBaseException() as System.Text.Json.JsonException;
            findings.Add(new(Severity.Problem, Path.GetFileName(path), "NoJson", json?.LineNumber is { } line ? $"It is no JSON (line {line + 1})." : "It is no JSON object."));
            return null;
        }
    }

    private static IllowWebhooksOptions? Bind(IConfigurationSection section, List<Finding> findings)
    {
        var options = new IllowWebhooksOptions();
        try
        {
            new ConfigureIllowWebhooksOptions(section).Configure(options);
            return options;
        }
        catch (OptionsValidationException exception)
        {
            findings.AddRange(exception.Failures.Select(failure => new Finding(Severity.Problem, "settings", "WrongType", failure)));
            return null;
        }
        catch (InvalidOperationException exception)
        {
            // The message quotes the value; the setting's path, which comes last, is enough
            var words = exception.Message.Split('\'');
            findings.Add(new(Severity.Problem, words.Length > 3 ? words[3] : section.Path, "WrongType", "The value is of another type than the setting takes."));
            return null;
        }
    }

    private static void Check(string path, IllowWebhooksOptions options, List<Finding> findings)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var environment = new ContentRoot(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var builder = new WebhookSettingsBuilder(new RegistrationBuilder(new PublicKeyCache(), services.GetRequiredService<IServiceProviderIsService>(), environment));
        if (!builder.TryBuild(options, out var settings, out var problems, out _))
        {
            findings.AddRange(problems.Select(problem => new Finding(Severity.Problem, "settings", CauseOf(problem), problem)));
            return;
        }

        foreach (var registration in settings.Registrations)
        {
            var keys = string.Join(", ", registration.Keys.Select(key => $"{key.Fingerprint} ({key.KeySize} bits)"));
            var events = registration.Events.IsEmpty ? "any event" : string.Join(", ", registration.Events);
            findings.Add(new(Severity.Fine, registration.Name, "Registration", $"{keys} for {events}."));
            if (registration.OnlyEvent is null)
            {
                findings.Add(new(Severity.Note, registration.Name, "EventNotTold", "Its key does not tell the event, which then has to come from the URL, the body or a resolver. Give it exactly one of Events if illow's webhook has one."));
            }
        }
    }

    private static string CauseOf(string problem) =>
        problem.Contains("is a private key", StringComparison.Ordinal) ? "PrivateKeyGiven"
        : problem.Contains(":PublicKey", StringComparison.Ordinal) ? "KeyUnreadable"
        : problem.Contains("same public key", StringComparison.Ordinal) ? "KeyRepeated"
        : "SettingRefused";

    private static void FindUnknown(IConfigurationSection section, List<Finding> findings)
    {
        FindUnknown(section, OfOptions, findings);
        FindUnknown(section.GetSection(nameof(IllowWebhooksOptions.Idempotency)), OfIdempotency, findings);
        foreach (var registration in section.GetSection(nameof(IllowWebhooksOptions.Webhooks)).GetChildren())
        {
            FindUnknown(registration, OfRegistration, findings);
        }
    }

    private static void FindUnknown(IConfigurationSection section, string[] known, List<Finding> findings)
    {
        foreach (var child in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            findings.Add(new(Severity.Warning, child.Path, "UnknownSetting", $"No setting has this name, so it does nothing.{Nearest(child.Key, known)}"));
        }
    }

    private static string Nearest(string name, IEnumerable<string> known) =>
        known.FirstOrDefault(other => EditDistance.Between(name.ToUpperInvariant(), other.ToUpperInvariant()) <= 2) is { } near ? $" Is {near} meant?" : "";
}
