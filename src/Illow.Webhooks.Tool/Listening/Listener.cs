using System.Net;
using Illow.Webhooks.Tool.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.Webhooks.Tool.Listening;

/// <summary>A server on loopback that records what comes and hands it on byte by byte.</summary>
internal sealed class Listener(DeliveryRecorder recorder, HttpClient client, Uri? forwardTo, int answer, Action<ListenedDelivery> onDelivery)
{
    internal async Task<WebApplication> StartAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));

        // Ctrl+C is the command's to see
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.Run(TakeAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        var request = context.Request;
        var headers = request.Headers
            .SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))
            .Where(header => RecordedRequest.Travels(header.Key))
            .ToList();
        var target = Target(request);
        var file = await recorder.RecordAsync(request.Method, target?.ToString() ?? $"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}", headers, body, context.RequestAborted);
        if (target is null)
        {
            context.Response.StatusCode = answer;
        }
        else
        {
            await ForwardAsync(context, new OutgoingRequest(target, body, headers, new HttpMethod(request.Method)));
        }

        onDelivery(new ListenedDelivery(request.Method, request.Path, body.Length, context.Response.StatusCode, file));
    }

    // A target without a path of its own takes the path that was called
    private Uri? Target(HttpRequest request) =>
        forwardTo is null || forwardTo.PathAndQuery != "/" ? forwardTo : new Uri(forwardTo, request.Path + request.QueryString.ToString());

    private async Task ForwardAsync(HttpContext context, OutgoingRequest outgoing)
    {
        using var message = outgoing.ToMessage();
        try
        {
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => RecordedRequest.Travels(header.Key)))
            {
                context.Response.Headers[name] = values.ToArray();
            }

            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
