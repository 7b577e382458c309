using System.Reflection;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>Every setting is on the page, with the default that the code has.</summary>
public sealed class ConfigurationPageTests
{
    private static readonly string Page = Repository.Read("docs/configuration.md");

    public static TheoryData<string, string?> Settings =>
    [
        .. Scalars(string.Empty, new IllowWebhooksOptions()),
        .. Scalars("Idempotency:", new IllowIdempotencyOptions()),
        .. Scalars("Queue:", new IllowQueueOptions()),
    ];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_IsOnThePage_WithItsDefault(string setting, string? defaultValue)
    {
        var row = Assert.Single(Page.Split('\n'), line => line.StartsWith($"| `{setting}`", StringComparison.Ordinal));
        if (defaultValue is not null)
        {
            Assert.Contains($"`{defaultValue}`", row, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<TheoryDataRow<string, string?>> Scalars(string prefix, object options) => options.GetType()
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.PropertyType != typeof(IllowIdempotencyOptions) && property.PropertyType != typeof(IllowQueueOptions))
        .Select(property => new TheoryDataRow<string, string?>(prefix + property.Name, Written(property.GetValue(options))));

    private static string? Written(object? value) => value switch
    {
        string or int or Enum => value.ToString(),
        bool yes => yes ? "true" : "false",
        TimeSpan time => time.ToString("c", System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}
