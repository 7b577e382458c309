using Illow.AspNetCore.Audit;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Middleware;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the illow webhook middleware to an application's pipeline.</summary>
public static class IllowWebhooksApplicationBuilderExtensions
{
    /// <summary>
    /// Verifies deliveries to endpoints that carry <c>[IllowWebhook]</c> before anything binds their body, and routes each to the endpoint
    /// of its event. Place it after <c>UseRouting()</c> where that is called, and after rate limits, CORS and authentication.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddIllowWebhooks()</c> was not called.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// Settings cannot work; the message names each of them.
    /// </exception>
    public static IApplicationBuilder UseIllowWebhooks(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var marker = app.ApplicationServices.GetService<WebhooksMarkerService>() ?? throw new InvalidOperationException(Messages.NotAdded);
        var pipeline = marker.UsedIn(app);

        // Bad settings show here: once the host starts, it would report them a second time
        app.ApplicationServices.GetRequiredService<WebhookSettingsMonitor>();
        return app.UseMiddleware<IllowWebhookMiddleware>(pipeline);
    }
}
