using System.Diagnostics.CodeAnalysis;
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

    public void Configure(IllowWebhooksOptions options)
    {
        var problems = new List<string>();
        Check(string.Empty, typeof(IllowWebhooksOptions), problems);
        Check(nameof(options.Idempotency) + ":", typeof(IllowIdempotencyOptions), problems);
        Check(nameof(options.Queue) + ":", typeof(IllowQueueOptions), problems);
        foreach (var registration in section.GetSection(nameof(options.Webhooks)).GetChildren())
        {
            var path = $"{nameof(options.Webhooks)}:{registration.Key}";
            CheckGroup(path, $"{path}:{nameof(options.PublicKey)}", problems);
            Check(path + ":", typeof(IllowWebhookRegistrationOptions), problems);
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

    private void Check(
        string prefix, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type options, List<string> problems)
    {
        foreach (var property in options.GetProperties())
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
