using System.Security.Cryptography;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>Configuration as it would stand in appsettings.json.</summary>
internal static class Settings
{
    /// <summary>One registration for each webhook: its name, its key and the events it subscribes to.</summary>
    internal static Dictionary<string, string?> Of(params (string Name, RSA Key, string[] Events)[] webhooks)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (name, key, events) in webhooks)
        {
            settings[$"Illow:Webhooks:{name}:PublicKey"] = key.ExportSubjectPublicKeyInfoPem();
            for (var i = 0; i < events.Length; i++)
            {
                settings[$"Illow:Webhooks:{name}:Events:{i}"] = events[i];
            }
        }

        return settings;
    }

    internal static Dictionary<string, string?> With(this Dictionary<string, string?> settings, string key, string? value)
    {
        settings[key] = value;
        return settings;
    }
}
