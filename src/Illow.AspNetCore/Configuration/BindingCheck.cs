using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// What the binder would take in silence, or refuse with a message that quotes the text: a text where a number belongs, a list where
/// one text belongs (a pin would be dropped), a text where a registration belongs.
/// </summary>
internal static class BindingCheck
{
    private static readonly string[] Texts =
    [
        nameof(IllowWebhookRegistrationOptions.PublicKey), nameof(IllowWebhookRegistrationOptions.PublicKeyFile),
        nameof(IllowWebhookRegistrationOptions.CompanyId), nameof(IllowWebhookRegistrationOptions.SiteId),
    ];

    private static readonly string[] TopLevelTexts =
    [
        nameof(IllowWebhooksOptions.Path), nameof(IllowWebhooksOptions.SignatureHeader), nameof(IllowWebhooksOptions.HashAlgorithm),
        nameof(IllowWebhooksOptions.EventProperty),
    ];

    private static readonly (string Name, Func<string, bool> IsValid, string Expected)[] Values =
    [
        (nameof(IllowWebhooksOptions.MaxRequestBodySize), IsNumber, "a number of bytes, such as 1048576"),
        (nameof(IllowWebhooksOptions.MinimumKeySize), IsNumber, "a number of bits, such as 2048"),
        (nameof(IllowWebhooksOptions.UnhandledEvents), static text => Enum.TryParse<IllowUnhandledEvents>(text, ignoreCase: true, out _), "Reject or Acknowledge"),
        ("Queued", static text => bool.TryParse(text, out _), "true or false"),
        ("Queue:Protect", static text => bool.TryParse(text, out _), "true or false"),
        ("Idempotency:Enabled", static text => bool.TryParse(text, out _), "true or false"),
        ("Idempotency:Lease", IsTime, "a time, such as 00:01:00"),
        ("Idempotency:Retention", IsTime, "a time, such as 30.00:00:00"),
        ("Idempotency:Capacity", IsNumber, "a number of records, such as 1000000"),
    ];

    internal static List<string> Look(IConfiguration section)
    {
        var problems = new List<string>();
        foreach (var (name, isValid, expected) in Values)
        {
            // An empty text is a setting left alone, as environment variables leave it
            if (section[name] is { Length: > 0 } text && !isValid(text))
            {
                problems.Add($"Illow:{name} is not {expected}.");
            }
        }

        CheckTexts(section, "Illow", [.. Texts, .. TopLevelTexts], problems);
        foreach (var registration in section.GetSection(nameof(IllowWebhooksOptions.Webhooks)).GetChildren())
        {
            var setting = "Illow:Webhooks:" + registration.Key;
            if (registration.Value is { Length: > 0 } && !registration.GetChildren().Any())
            {
                problems.Add($"{setting} is a text, but a registration has settings of its own: put the key into {setting}:PublicKey.");
            }

            CheckTexts(registration, setting, Texts, problems);
        }

        return problems;
    }

    private static void CheckTexts(IConfiguration section, string setting, string[] names, List<string> problems)
    {
        foreach (var name in names)
        {
            if (section.GetSection(name).GetChildren().Any())
            {
                problems.Add($"{setting}:{name} is a list or a group of settings, but takes one text.");
            }
        }
    }

    private static bool IsNumber(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static bool IsTime(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);
}
