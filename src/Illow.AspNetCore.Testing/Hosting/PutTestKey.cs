using Illow.AspNetCore.Configuration;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Testing.Hosting;

/// <summary>Puts test keys in the place of every configured key, and tells the key which registration got what. One for each application.</summary>
internal sealed class PutTestKey(IllowTestKey key) : IPostConfigureOptions<IllowWebhooksOptions>, IDisposable
{
    public void PostConfigure(string? name, IllowWebhooksOptions options)
    {
        var several = options.Webhooks.Count + (HasDefault(options) ? 1 : 0) > 1;
        var registrations = new List<TestRegistration>();
        if (HasDefault(options))
        {
            registrations.Add(Put(Registration.DefaultName, options, key));
        }

        foreach (var (webhook, registration) in options.Webhooks)
        {
            // An empty registration is for the application's own check to report
            if (registration is not null && !string.IsNullOrWhiteSpace(webhook))
            {
                registrations.Add(Put(webhook, registration, several ? key.For(webhook) : key));
            }
        }

        key.Apps.Attach(this, new TestApp(
            options.Path,
            options.SignatureHeader,
            options.HashAlgorithm,
            string.IsNullOrEmpty(options.EventProperty) ? null : options.EventProperty,
            options.MaxRequestBodySize,
            registrations));
    }

    public void Dispose() => key.Apps.Detach(this);

    private static TestRegistration Put(string name, IllowWebhookRegistrationOptions registration, IllowTestKey key)
    {
        registration.PublicKey = key.PublicKeyPem;
        registration.PublicKeys = [];
        registration.PublicKeyFile = null;
        return new TestRegistration(name, key, [.. registration.Events], registration.CompanyId, registration.SiteId);
    }

    private static bool HasDefault(IllowWebhooksOptions options) => RegistrationBuilder.HasDefault(options);
}
