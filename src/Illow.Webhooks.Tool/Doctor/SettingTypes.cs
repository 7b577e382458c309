using System.Globalization;
using System.Reflection;
using Illow.AspNetCore;
using Illow.Webhooks.Tool.Rendering;
using Microsoft.Extensions.Configuration;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>
/// Finds values of another type than their setting takes, and names that no setting has, by the options' own properties. What has the wrong
/// type is left out of <see cref="Good"/>, so that it does not hide what else is wrong.
/// </summary>
internal sealed class SettingTypes
{
    // Packages that read the same section
    private static readonly string[] OfOtherPackages = ["Inspector"];

    private readonly List<Finding> _findings;
    private readonly Dictionary<string, string?> _good;

    private SettingTypes(IConfigurationSection section, List<Finding> findings)
    {
        _findings = findings;
        _good = section.AsEnumerable(makePathsRelative: true).ToDictionary(StringComparer.OrdinalIgnoreCase);
        Root = section.Path;
    }

    private string Root { get; }

    /// <summary>The settings without those of the wrong type.</summary>
    internal static IConfiguration Good(IConfigurationSection section, List<Finding> findings)
    {
        var types = new SettingTypes(section, findings);
        types.CheckGroup(section, typeof(IllowWebhooksOptions), OfOtherPackages);
        return new ConfigurationBuilder().AddInMemoryCollection(types._good).Build();
    }

    private void CheckGroup(IConfigurationSection group, Type type, string[] alsoKnown)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var child in group.GetChildren())
        {
            var property = Array.Find(properties, other => string.Equals(other.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is not null)
            {
                Check(child, property.PropertyType);
            }
            else if (!alsoKnown.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                var suggestion = Suggestion.For(child.Key, properties.Select(other => other.Name));
                _findings.Add(new(
                    Severity.Warning,
                    child.Path,
                    "UnknownSetting",
                    $"There is no setting of this name, so it does nothing.{suggestion}"));
            }
        }
    }

    private void Check(IConfigurationSection setting, Type type)
    {
        var hasChildren = setting.GetChildren().Any();

        // An empty text is a setting left alone, as environment variables leave it
        if (!hasChildren && string.IsNullOrEmpty(setting.Value))
        {
            return;
        }

        if (ExpectedValue(type) is var (isValid, expected))
        {
            Expect(setting, !hasChildren && isValid(setting.Value!), expected);
        }
        else if (type.IsAssignableTo(typeof(IEnumerable<string>)))
        {
            Expect(setting, !setting.GetChildren().Any(item => item.GetChildren().Any()), "a list of texts");
        }
        else if (type.IsAssignableTo(typeof(IDictionary<string, IllowWebhookRegistrationOptions>)))
        {
            Expect(setting, hasChildren, "a group of registrations by name");
            foreach (var registration in setting.GetChildren())
            {
                var isGroup = registration.GetChildren().Any() || string.IsNullOrEmpty(registration.Value);
                Expect(registration, isGroup, "a group of settings, such as PublicKey and Events");
                CheckGroup(registration, typeof(IllowWebhookRegistrationOptions), []);
            }
        }
        else
        {
            Expect(setting, hasChildren, "a group of settings");
            CheckGroup(setting, type, []);
        }
    }

    private static (Func<string, bool> IsValid, string Expected)? ExpectedValue(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type switch
        {
            _ when type == typeof(string) => (_ => true, "one text"),
            _ when type == typeof(bool) => (value => bool.TryParse(value, out _), "true or false"),
            _ when type == typeof(int) || type == typeof(long) =>
                (value => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _), "a whole number"),
            _ when type == typeof(TimeSpan) =>
                (value => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _), "a time, such as 00:01:00"),
            _ when type.IsEnum => (value => Enum.TryParse(type, value, ignoreCase: true, out _), string.Join(" or ", Enum.GetNames(type))),
            _ => null,
        };
    }

    private void Expect(IConfigurationSection setting, bool isRight, string expected)
    {
        if (isRight)
        {
            return;
        }

        _findings.Add(new(Severity.Problem, setting.Path, "WrongType", $"The value is not {expected}."));
        var relative = setting.Path[(Root.Length + 1)..];
        foreach (var key in _good.Keys.Where(key => IsWithin(key, relative)).ToList())
        {
            _good.Remove(key);
        }
    }

    private static bool IsWithin(string key, string group) =>
        key.StartsWith(group, StringComparison.OrdinalIgnoreCase) && (key.Length == group.Length || key[group.Length] == ':');
}
