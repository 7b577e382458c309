using System.Globalization;
using System.Text.Json;
using Illow.AspNetCore.Diagnostics.Observation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Writes an <see cref="Answer"/> as RFC 9457 problem details: through the application's IProblemDetailsService where it has one,
/// else by itself. Thread-safe.
/// </summary>
internal sealed class AnswerWriter(IServiceProvider services, DeliveryTracing tracing)
{
    private const string ContentType = "application/problem+json";

    private readonly IProblemDetailsService? _problemDetails = services.GetService<IProblemDetailsService>();

    /// <summary>Whether an answer may say why: in Development only, elsewhere it would help a forger.</summary>
    internal bool Explains { get; } = services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false;

    internal Task WriteAsync(HttpContext context, Answer answer, string? detail = null, int? retryAfterSeconds = null)
    {
        tracing.TraceOf(context)?.Detail = detail;
        var response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        response.StatusCode = answer.Status;
        if (answer == Answer.InvalidSignature)
        {
            response.Headers.WWWAuthenticate = "Illow-Signature";
        }

        if (answer == Answer.BodyTooLarge && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // Servers do not read an oversized body to its end: a sender that reused the connection would lose its next delivery
            response.Headers.Connection = "close";
        }

        if (retryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        detail = Explains ? detail : null;
        return _problemDetails is null
            ? WriteItselfAsync(response, answer, detail)
            : WriteByServiceAsync(_problemDetails, context, answer, detail);
    }

    private static async Task WriteByServiceAsync(IProblemDetailsService service, HttpContext context, Answer answer, string? detail)
    {
        // MVC's writer claims requests of an action without [ApiController] and writes nothing: no answer is the action's
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<ControllerAttribute>() is not null)
        {
            context.SetEndpoint(null);
        }

        var problem = new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Type = answer.Type, Title = answer.Title, Status = answer.Status, Detail = detail },
        };
        var written = await service.TryWriteAsync(problem);
        if (!context.Response.HasStarted && (!written || context.Response.ContentType is null))
        {
            await WriteItselfAsync(context.Response, answer, detail);
        }
    }

    private static Task WriteItselfAsync(HttpResponse response, Answer answer, string? detail)
    {
        response.ContentType = ContentType;
        var json = detail is null ? answer.Json : WithDetail(answer, detail);
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json).AsTask();
    }

    private static byte[] WithDetail(Answer answer, string detail)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", answer.Type);
            writer.WriteString("title", answer.Title);
            writer.WriteNumber("status", answer.Status);
            writer.WriteString("detail", detail);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
