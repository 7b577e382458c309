using Illow.AspNetCore.Diagnostics.Observation;
using Illow.AspNetCore.Inspector.Samples;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>What has to hold before the inspector is mapped: all else stops the start.</summary>
internal static class MappingRules
{
    /// <exception cref="InvalidOperationException">Something is missing; the message says what mends it.</exception>
    internal static void Check(IServiceProvider services, IllowInspectorOptions options, string? policy)
    {
        var isDevelopment = IsDevelopment(services);
        if (services.GetService<DeliveryTracing>() is null)
        {
            throw new InvalidOperationException("MapIllowInspector() needs the webhooks that it looks at. Call builder.Services.AddIllowWebhooks() before the application is built.");
        }

        if (!isDevelopment && policy is null)
        {
            throw new InvalidOperationException(
                "The inspector shows personal data, so outside Development it is mapped behind an authorization policy only. "
                + "Name one, app.MapIllowInspector(policy: \"…\"), or map it in Development alone: if (app.Environment.IsDevelopment()) { app.MapIllowInspector(); }");
        }

        if (!isDevelopment && (!string.IsNullOrWhiteSpace(options.TestKey) || options.TestKeyFiles.Count > 0))
        {
            throw new InvalidOperationException(
                "Illow:Inspector:TestKey and TestKeyFiles hold private keys, whose owner can forge events: they are for Development only. Remove them from this environment's settings.");
        }

        // Reads them, so that a bad one shows now
        services.GetRequiredService<SampleKeys>();
        if (policy is not null)
        {
            CheckPolicy(services, policy);
        }
    }

    internal static bool IsDevelopment(IServiceProvider services) => services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false;

    private static void CheckPolicy(IServiceProvider services, string policy)
    {
        if (services.GetService<IAuthorizationService>() is null || services.GetService<IAuthorizationPolicyProvider>() is not { } policies)
        {
            throw new InvalidOperationException($"MapIllowInspector(policy: \"{policy}\") needs authorization. Call builder.Services.AddAuthorization(), and app.UseAuthorization() where the application does so itself.");
        }

        // A provider that has to ask somewhere is asked at each request, where an unknown policy is refused all the same
        var found = policies.GetPolicyAsync(policy);
        if (found is { IsCompletedSuccessfully: true, Result: null })
        {
            throw new InvalidOperationException($"MapIllowInspector(policy: \"{policy}\"): there is no policy of that name. Add it: builder.Services.AddAuthorizationBuilder().AddPolicy(\"{policy}\", …).");
        }
    }
}
