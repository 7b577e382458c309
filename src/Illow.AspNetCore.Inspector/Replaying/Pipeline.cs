using Illow.AspNetCore.Inspector.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>
/// Knows where the application's pipeline begins: to send requests through all of it without a connection, since an application hardly
/// knows its own address behind proxies and in containers, and to see how each delivery leaves it. Adds nothing to the pipeline of an
/// application that does not map the inspector.
/// </summary>
internal sealed class Pipeline(TraceRecorder recorder) : IStartupFilter
{
    private RequestDelegate? _start;

    internal RequestDelegate Start => _start ?? throw new InvalidOperationException("The application has not been started.");

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // The delegate is made when everything is mapped
        app.Use(rest => _start = recorder.IsEnabled ? context => recorder.RunAsync(context, rest) : rest);
        next(app);
    };
}
