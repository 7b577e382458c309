using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Inspector.Samples;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>The conditions under which the inspector may be mapped; otherwise the application does not start.</summary>
internal static class MappingRules
{
    /// <exception cref="InvalidOperationException">Something is missing; the message says how to fix it.</exception>
    internal static void Check(IServiceProvider services, IllowInspectorOptions options, string? policy)
    {
        var isDevelopment = IsDevelopment(services);
        if (!HasWebhooks(services))
        {
            throw new InvalidOperationException(
                "MapIllowInspector() needs the webhooks that it shows. "
                + "Call builder.Services.AddIllowWebhooks() before the application is built.");
        }

        if (!isDevelopment && policy is null)
        {
            throw new InvalidOperationException(
                "The inspector shows personal data, so outside Development it can only be mapped behind an authorization policy. "
                + "Name one, app.MapIllowInspector(policy: \"…\"), or map it in Development only: "
                + "if (app.Environment.IsDevelopment()) { app.MapIllowInspector(); }");
        }

        if (!isDevelopment && (!string.IsNullOrWhiteSpace(options.TestKey) || options.TestKeyFiles.Count > 0))
        {
            throw new InvalidOperationException(
                "Illow:Inspector:TestKey and TestKeyFiles hold private keys, whose owner can forge events: they are for Development only. "
                + "Remove them from this environment's settings.");
        }

        if (!isDevelopment && !string.IsNullOrEmpty(options.HistoryFile))
        {
            throw new InvalidOperationException(
                "Illow:Inspector:HistoryFile writes personal data to a file: it is for Development only. "
                + "Remove it from this environment's settings.");
        }

        // Reads the keys, so that an invalid one is reported now
        services.GetRequiredService<SampleKeys>();
        if (policy is not null)
        {
            CheckPolicy(services, policy);
        }
    }

    // Some containers do not say what they can resolve
    private static bool HasWebhooks(IServiceProvider services) =>
        services.GetService<IServiceProviderIsService>()?.IsService(typeof(DeliveryTracing))
        ?? services.GetService<DeliveryTracing>() is not null;

    private static bool IsDevelopment(IServiceProvider services) => services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false;

    private static void CheckPolicy(IServiceProvider services, string policy)
    {
        if (services.GetService<IAuthorizationService>() is null || services.GetService<IAuthorizationPolicyProvider>() is not { } policies)
        {
            throw new InvalidOperationException(
                $"MapIllowInspector(policy: \"{policy}\") needs authorization. Call builder.Services.AddAuthorization(), "
                + "and app.UseAuthorization() where the application does so itself.");
        }

        // A provider that works asynchronously is asked at each request, where an unknown policy is refused, too
        var found = policies.GetPolicyAsync(policy);
        if (found is { IsCompletedSuccessfully: true, Result: null })
        {
            throw new InvalidOperationException(
                $"MapIllowInspector(policy: \"{policy}\"): there is no policy of that name. "
                + $"Add it: builder.Services.AddAuthorizationBuilder().AddPolicy(\"{policy}\", …).");
        }
    }
}
