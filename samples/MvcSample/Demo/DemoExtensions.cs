using Microsoft.Extensions.Configuration.Memory;

namespace MvcSample.Demo;

internal static class DemoExtensions
{
    private const string Section = "Illow";

    /// <summary>
    /// Puts the sample at http://localhost:5080 unless the configuration says where. In Development, where no key is configured, adds the
    /// demo's webhooks with their public keys and the sender that uses them.
    /// </summary>
    internal static void AddDemo(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration["urls"] is null && configuration["http_ports"] is null && configuration["https_ports"] is null)
        {
            builder.WebHost.UseUrls("http://localhost:5080");
        }

        if (builder.Environment.IsDevelopment()
            && !HasKey(configuration.GetSection(Section))
            && DemoWebhook.All.All(webhook => webhook.HasKeys))
        {
            // First of all sources, so that whatever else is configured counts over it
            var settings = DemoWebhook.All.SelectMany(Settings).Concat(SampleKeys());
            configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
            builder.Services.AddHostedService<DemoSender>();
        }
    }

    private static bool HasKey(IConfigurationSection illow) =>
        illow.AsEnumerable(makePathsRelative: true)
            .Any(setting => setting.Key.Split(ConfigurationPath.KeyDelimiter)
                .Any(part => part.StartsWith("PublicKey", StringComparison.OrdinalIgnoreCase)));

    private static Dictionary<string, string?> Settings(DemoWebhook webhook)
    {
        var registration = ConfigurationPath.Combine(Section, "Webhooks", webhook.Name);
        return new()
        {
            [ConfigurationPath.Combine(registration, "PublicKeyFile")] = webhook.PublicKeyFile,
            [ConfigurationPath.Combine(registration, "Events", "0")] = webhook.Event,
        };
    }

    // With them the inspector can send sample events
    private static IEnumerable<KeyValuePair<string, string?>> SampleKeys() =>
        DemoWebhook.All.Select((webhook, i) =>
            KeyValuePair.Create($"{Section}:Inspector:TestKeyFiles:{i}", (string?)webhook.PrivateKeyFile));
}
