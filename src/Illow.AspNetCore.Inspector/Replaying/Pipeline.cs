using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>
/// Remembers where the application's pipeline begins, so that a request can be sent through all of it without a connection: an
/// address of one's own is hard to know behind proxies and in containers. Adds nothing to the pipeline.
/// </summary>
internal sealed class Pipeline : IStartupFilter
{
    private RequestDelegate? _start;

    internal RequestDelegate Start => _start ?? throw new InvalidOperationException("The application has not been started.");

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(rest => _start = rest);
        next(app);
    };
}
