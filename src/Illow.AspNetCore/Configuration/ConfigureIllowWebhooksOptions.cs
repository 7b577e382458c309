using System.Reflection;
using Illow.AspNetCore.Diagnostics;
using Illow.Shared;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Binds the options to their one section, and tells when that section changed. What the binder refuses is reported by its path, since
/// the binder's own message quotes the value; so is what it would ignore, such as a list in place of a pin.
/// </summary>
internal sealed class ConfigureIllowWebhooksOptions(IConfiguration section) : IConfigureOptions<IllowWebhooksOptions>
{
    internal const string DefaultSection = "Illow";

    // A name of this length or more may have two wrong letters
    private const int LongName = 6;

    public void Configure(IllowWebhooksOptions options)
    {
        var problems = new List<string>();
        foreach (var registration in section.GetSection(nameof(options.Webhooks)).GetChildren())
        {
            var path = $"{nameof(options.Webhooks)}:{registration.Key}";
            CheckGroup(path, $"{path}:{nameof(options.PublicKey)}", problems);
        }

        foreach (var (prefix, settings) in Groups())
        {
            Check(prefix, settings, problems);
        }

        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(IllowWebhooksOptions), problems);
        }

        section.Bind(options);
        TakeSingleValues(section, options);
        foreach (var registration in section.GetSection(nameof(options.Webhooks)).GetChildren())
        {
            // The binder leaves out a registration without settings, which has none because a key provider knows its keys
            if (!options.Webhooks.TryGetValue(registration.Key, out var bound) || bound is null)
            {
                options.Webhooks[registration.Key] = bound = new IllowWebhookRegistrationOptions();
            }

            TakeSingleValues(registration, bound);
        }
    }

    internal IChangeToken GetReloadToken() => section.GetReloadToken();

    /// <summary>
    /// A sentence for each name in the section that is in all likelihood a misspelled setting, which the binder ignores. Never the value.
    /// </summary>
    internal IReadOnlyList<string> FindMisspellings() =>
    [
        .. from @group in section is IConfigurationSection ? Groups() : []
           from setting in (@group.Prefix.Length == 0 ? section : section.GetSection(@group.Prefix.TrimEnd(':'))).GetChildren()
           let meant = Meant(setting, @group.Settings)
           where meant is not null
           let prefix = "Illow:" + @group.Prefix
           select $"{prefix}{LogText.Escape(setting.Key)} is not a setting, so it has no effect. Did you mean {prefix}{meant}?",
    ];

    /// <summary>The settings under each prefix.</summary>
    private IEnumerable<(string Prefix, PropertyInfo[] Settings)> Groups()
    {
        yield return (string.Empty, typeof(IllowWebhooksOptions).GetProperties());
        yield return (nameof(IllowWebhooksOptions.Idempotency) + ":", typeof(IllowIdempotencyOptions).GetProperties());
        yield return (nameof(IllowWebhooksOptions.Queue) + ":", typeof(IllowQueueOptions).GetProperties());
        foreach (var registration in section.GetSection(nameof(IllowWebhooksOptions.Webhooks)).GetChildren())
        {
            yield return (
                $"{nameof(IllowWebhooksOptions.Webhooks)}:{registration.Key}:", typeof(IllowWebhookRegistrationOptions).GetProperties());
        }
    }

    // An application may have its own settings in the section: only what is nearly a name, and holds what it would hold, is reported
    private static string? Meant(IConfigurationSection setting, PropertyInfo[] settings)
    {
        var name = setting.Key;
        if (Array.Exists(settings, known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) || name.Any(char.IsDigit))
        {
            return null;
        }

        // PublicKeyId is nearly PublicKeys, but says more than PublicKey on purpose
        var tolerance = name.Length < LongName || Array.Exists(settings, known => IsExtended(name, known.Name)) ? 1 : 2;
        return settings.Where(known => IsOfItsShape(setting, known) && !IsExtended(name, known.Name))
            .Select(known => (known.Name, Distance: Distance(name, known.Name)))
            .Where(near => near.Distance <= tolerance)
            .OrderBy(near => near.Distance)
            .Select(near => near.Name)
            .FirstOrDefault();
    }

    private static bool IsExtended(string name, string known) =>
        name.Length > known.Length
        && (name.EndsWith(known, StringComparison.OrdinalIgnoreCase)
            || (name.StartsWith(known, StringComparison.OrdinalIgnoreCase) && !IsPlural(name, known)));

    private static int Distance(string name, string known) => EditDistance.Between(name.ToUpperInvariant(), known.ToUpperInvariant());

    private static bool IsPlural(string name, string known) => name.Equals(known + "s", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfItsShape(IConfigurationSection setting, PropertyInfo known) =>
        setting.GetChildren().Any()
            ? known.PropertyType != typeof(string) && !known.PropertyType.IsValueType
            : known.PropertyType == typeof(string) || known.PropertyType.IsValueType || known.PropertyType == typeof(IList<string>);

    private void Check(string prefix, PropertyInfo[] settings, List<string> problems)
    {
        foreach (var property in settings)
        {
            var path = prefix + property.Name;
            if (property.PropertyType == typeof(IList<string>))
            {
                foreach (var item in section.GetSection(path).GetChildren())
                {
                    CheckSingleValue($"{path}:{item.Key}", problems);
                }
            }
            else if (property.PropertyType == typeof(string))
            {
                CheckSingleValue(path, problems);
            }
            else if (property.PropertyType.IsValueType)
            {
                CheckSingleValue(path, problems);
                CheckType(path, property.PropertyType, problems);
            }
            else
            {
                CheckGroup(path, $"{path}:…", problems);
            }
        }
    }

    private void CheckSingleValue(string path, List<string> problems)
    {
        if (section.GetSection(path).GetChildren().Any())
        {
            problems.Add($"Illow:{path} is a list or a group of settings, but it takes a single value.");
        }
    }

    private void CheckGroup(string path, string example, List<string> problems)
    {
        var setting = section.GetSection(path);
        if (setting.Value is { Length: > 0 } && !setting.GetChildren().Any())
        {
            problems.Add($"Illow:{path} is a single value, but it takes a group of settings: Illow:{example}.");
        }
    }

    private void CheckType(string path, Type type, List<string> problems)
    {
        try
        {
            new ConfigurationBuilder().AddInMemoryCollection([new(path, section[path])]).Build().Bind(new IllowWebhooksOptions());
        }
        catch (InvalidOperationException)
        {
            var expected = type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
                : type == typeof(bool) ? "true or false"
                : type == typeof(TimeSpan) ? "a time span, such as 00:01:00"
                : "a whole number";
            problems.Add($"Illow:{path} must be {expected}.");
        }
    }

    // The binder drops a plain string where a list belongs: an event filter would silently become "any event"
    private static void TakeSingleValues(IConfiguration from, IllowWebhookRegistrationOptions to)
    {
        TakeSingleValue(from.GetSection(nameof(to.PublicKeys)), to.PublicKeys);
        TakeSingleValue(from.GetSection(nameof(to.Events)), to.Events);
    }

    private static void TakeSingleValue(IConfigurationSection from, IList<string> to)
    {
        if (from.Value is { Length: > 0 } single && to.Count == 0)
        {
            to.Add(single);
        }
    }
}
