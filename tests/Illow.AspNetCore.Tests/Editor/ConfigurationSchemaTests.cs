using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Illow.AspNetCore.Tests.Docs;
using Illow.Webhooks.Messages;

namespace Illow.AspNetCore.Tests.Editor;

/// <summary>
/// The schema is written by hand, since descriptions and examples are prose, and held here against the options: it names what there is and
/// nothing else, and says of values what the checks at start say.
/// </summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly JsonObject Registration = SettingsSchema.Section["properties"]!["Webhooks"]![
        "additionalProperties"
    ]!.AsObject();

    public static TheoryData<string, Type> Groups => new()
    {
        { "Illow", typeof(IllowWebhooksOptions) },
        { "Webhooks", typeof(IllowWebhookRegistrationOptions) },
        { "Idempotency", typeof(IllowIdempotencyOptions) },
        { "Queue", typeof(IllowQueueOptions) },
    };

    public static TheoryData<string, string> Settings =>
        [
            .. Groups.SelectMany(group =>
                group.Data.Item2.GetProperties().Select(property => new TheoryDataRow<string, string>(group.Data.Item1, property.Name))),
        ];

    [Theory]
    [MemberData(nameof(Groups))]
    public void Schema_Names_WhatTheOptionsHave(string group, Type options) => Assert.Equal(
        options.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
        Of(group)["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Examples_OfEvents_AreKnown()
    {
        var names = IllowEvents.Known.Select(known => known.Name).ToList();
        foreach (var events in new[] { SettingsSchema.Section["properties"]!["Events"]!, Registration["properties"]!["Events"]! })
        {
            Assert.All(events["items"]!["examples"]!.AsArray(), name => Assert.Contains((string?)name, names));
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_HasDescriptionTypeAndDefault(string group, string setting)
    {
        var schema = Of(group)["properties"]![setting]!.AsObject();
        var options = Groups.Single(g => g.Data.Item1 == group).Data.Item2;
        var property = options.GetProperty(setting)!;

        Assert.EndsWith(".", (string?)schema["description"], StringComparison.Ordinal);
        Assert.Equal(TypeOf(property.PropertyType), schema["type"]!.ToJsonString());
        Assert.Equal(DefaultOf(property.GetValue(Activator.CreateInstance(options))), schema["default"]?.ToJsonString());
    }

    [Fact]
    public void Enum_OfUnhandledEvents_IsTheOptions() => Assert.Equal(
        Enum.GetNames<IllowUnhandledEvents>(),
        SettingsSchema.Section["properties"]!["UnhandledEvents"]!["enum"]!.AsArray().Select(value => (string?)value));

    [Fact]
    public void Enum_OfHashAlgorithm_IsWhatTheVerifierTakes() => Assert.Equal(
        IllowWebhookVerifierOptions.HashAlgorithms.Select(hash => hash.Name),
        SettingsSchema.Section["properties"]!["HashAlgorithm"]!["enum"]!.AsArray().Select(value => (string?)value));

    [Fact]
    public void EventProperty_OfTheSchema_IsNoMemberOfTheEnvelope() => Assert.Equal(
        EnvelopePropertyNames.Required.Select(EnvelopePropertyNames.NameOf),
        SettingsSchema.Section["properties"]!["EventProperty"]!["not"]!["enum"]!.AsArray().Select(value => (string?)value));

    [Fact]
    public void Registration_UnderWebhooks_IsAsTheDefaultOne() => Assert.All(
        Registration["properties"]!.AsObject(),
        property => Assert.True(JsonNode.DeepEquals(property.Value, SettingsSchema.Section["properties"]![property.Key]), property.Key));

    /// <summary>Every row of the page's tables, which <see cref="ConfigurationPageTests"/> holds against the options.</summary>
    [Fact]
    public void Page_NamesTheSameBounds()
    {
        var page = Repository.Read("docs/configuration.md");
        foreach (var (name, schema) in SettingsSchema.Section["properties"]!.AsObject())
        {
            var row = page.Split('\n')
                .First(line =>
                    line.StartsWith($"| `{name}`", StringComparison.Ordinal) || line.StartsWith($"| `{name}:", StringComparison.Ordinal));
            Assert.All(schema!["enum"]?.AsArray() ?? [], value => Assert.Contains($"`{value}`", row, StringComparison.Ordinal));
            Assert.All(new[] { schema["minimum"], schema["maximum"] }.OfType<JsonNode>(), bound =>
                Assert.Contains(bound.ToJsonString(), row, StringComparison.Ordinal));
        }
    }

    private static JsonObject Of(string group) => group switch
    {
        "Illow" => SettingsSchema.Section,
        "Webhooks" => Registration,
        _ => SettingsSchema.Section["properties"]![group]!.AsObject(),
    };

    private static string TypeOf(Type type) => type switch
    {
        _ when type == typeof(int) => "\"integer\"",
        _ when type == typeof(bool) => "\"boolean\"",
        _ when type == typeof(string) || type == typeof(TimeSpan) || type.IsEnum => "\"string\"",
        _ when type == typeof(IList<string>) => "[\"array\",\"string\"]",
        _ => "\"object\"",
    };

    private static string? DefaultOf(object? value) => value switch
    {
        string or int or bool => JsonSerializer.Serialize(value),
        Enum or TimeSpan => JsonSerializer.Serialize(string.Format(CultureInfo.InvariantCulture, "{0}", value)),
        _ => null,
    };
}
