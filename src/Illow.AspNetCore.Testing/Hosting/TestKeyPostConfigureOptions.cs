using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Testing.Hosting;

/// <summary>Replaces every configured key by a test key, and tells the key which registration got which. One per application.</summary>
internal sealed class TestKeyPostConfigureOptions(IllowTestKey key, IServiceProvider services)
    : IPostConfigureOptions<IllowWebhooksOptions>, IDisposable
{
    public void PostConfigure(string? name, IllowWebhooksOptions options)
    {
        var configured = options.GetRegistrations().ToList();
        var registrations = new List<TestRegistration>();
        foreach (var (webhook, registration) in configured)
        {
            // An empty registration is for the application's own check to report
            if (registration is not null && !string.IsNullOrWhiteSpace(webhook))
            {
                registrations.Add(Replace(webhook, registration, configured.Count > 1 ? KeyOf(webhook, registration, options) : key));
            }
        }

        key.Apps.Attach(this, new TestApp(
            options.Path,
            options.SignatureHeader,
            options.HashAlgorithm,
            string.IsNullOrEmpty(options.EventProperty) ? null : options.EventProperty,
            options.MaxRequestBodySize,
            registrations,
            () => services.GetService<EndpointDataSource>()?.Endpoints ?? []));
    }

    public void Dispose() => key.Apps.Detach(this);

    // The settings at the top level keep the key itself
    private IllowTestKey KeyOf(string webhook, IllowWebhookRegistrationOptions registration, IllowWebhooksOptions options) =>
        ReferenceEquals(registration, options) ? key : key.For(webhook);

    private static TestRegistration Replace(string name, IllowWebhookRegistrationOptions registration, IllowTestKey key)
    {
        registration.PublicKey = key.PublicKeyPem;
        registration.PublicKeys = [];
        registration.PublicKeyFile = null;
        return new TestRegistration(name, key, [.. registration.Events], registration.CompanyId, registration.SiteId);
    }
}
