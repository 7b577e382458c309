using Illow.AspNetCore.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.MinimalApi;

/// <summary>Reads Illow:Path while endpoints are mapped, without the checks: what is wrong with the settings is told at start, all at once.</summary>
internal static class DefaultPath
{
    internal static string Of(IServiceProvider services)
    {
        var configure = services.GetServices<IConfigureOptions<IllowWebhooksOptions>>().ToList();
        if (configure.Count == 0)
        {
            throw new InvalidOperationException(Messages.NotAdded);
        }

        var postConfigure = services.GetServices<IPostConfigureOptions<IllowWebhooksOptions>>();
        return new OptionsFactory<IllowWebhooksOptions>(configure, postConfigure).Create(Options.DefaultName).Path;
    }
}
