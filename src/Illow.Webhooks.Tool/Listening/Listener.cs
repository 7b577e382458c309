using System.Net;
using System.Text;
using Illow.Webhooks.Tool.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.Webhooks.Tool.Listening;

/// <summary>A server on loopback that records deliveries and forwards them byte by byte.</summary>
internal sealed class Listener(ListenerOptions options, Action<ListenedDelivery> onDelivery)
{
    private PreparedRequest? _last;

    internal async Task<WebApplication> StartAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;

            // Bytes outside ASCII travel as they came
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        });

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

    /// <summary>Sends the last delivery again. False where there is none, or nothing to send it to.</summary>
    internal async Task<bool> SendLastAgainAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last || options.Target is null)
        {
            return false;
        }

        var result = await options.Sender.SendAsync(last, cancellationToken);
        onDelivery(options.Reader.Read(last) with
        {
            Status = result.Status ?? 0,
            Milliseconds = result.Milliseconds,
            Failure = result.Failure,
            Again = true,
        });
        return true;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var request = context.Request;
        var headers = request.Headers
            .SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))
            .Where(header => RecordedRequest.Travels(header.Key))
            .ToList();
        var target = TargetOf(context);
        var delivery = new PreparedRequest(new HttpMethod(request.Method), target ?? OwnUrl(context), headers, buffer.ToArray());
        var seen = options.Reader.Read(delivery) with { Path = request.Path + request.QueryString };
        seen = seen with { File = await options.Recordings.WriteAsync(delivery) };
        if (options.Target is null)
        {
            context.Response.StatusCode = options.Answer;
        }
        else if (target is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            seen = seen with { Failure = new("NoPath", "The request's target has no path, so there is nothing to forward it to.") };
        }
        else
        {
            _last = delivery;
            seen = await ForwardAsync(context, delivery, seen);
        }

        onDelivery(seen with { Status = context.Response.StatusCode });
    }

    // CONNECT would ask the client to open a tunnel
    private Uri? TargetOf(HttpContext context) =>
        HttpMethods.IsConnect(context.Request.Method)
            ? null
            : options.Target?.For(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    // Not the Host header's: whoever opens the recording in an editor sends it there
    private static Uri OwnUrl(HttpContext context)
    {
        var (address, port) = (context.Connection.LocalIpAddress ?? IPAddress.Loopback, context.Connection.LocalPort);
        var path = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        return new Uri($"http://{address}:{port}/{path.TrimStart('/')}");
    }

    private async Task<ListenedDelivery> ForwardAsync(HttpContext context, PreparedRequest delivery, ListenedDelivery seen)
    {
        using var message = delivery.ToMessage();
        var start = options.Time.GetTimestamp();
        ConnectionFailure? failure = null;
        try
        {
            using var response = await options.Sender.Client.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            CopyHead(response, context.Response);
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            failure = options.Sender.Explain(exception);
            Fail(context, StatusCodes.Status502BadGateway);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            failure = new("CallerGone", "The caller closed the connection before the application answered.");
        }
        catch (OperationCanceledException)
        {
            failure = ConnectionFailure.Timeout;
            Fail(context, StatusCodes.Status504GatewayTimeout);
        }

        return seen with { Milliseconds = options.Time.GetElapsedTime(start).TotalMilliseconds, Failure = failure };
    }

    private static void CopyHead(HttpResponseMessage from, HttpResponse to)
    {
        to.StatusCode = (int)from.StatusCode;
        foreach (var (name, values) in from.Headers.NonValidated.Concat(from.Content.Headers.NonValidated))
        {
            if (RecordedRequest.Travels(name))
            {
                to.Headers[name] = values.ToArray();
            }
        }
    }

    // What has begun cannot become another answer, but must not look whole either
    private static void Fail(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = status;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
