using System.Globalization;
using Illow.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Writes an <see cref="IllowWebhookProblem"/> as RFC 9457 problem details: through the application's IProblemDetailsService where it has
/// one, else by itself. Thread-safe.
/// </summary>
internal sealed class WebhookProblemWriter(IServiceProvider services, DeliveryTracing tracing)
{
    /// <summary>When it is worth trying again where nothing better is known, and the longest time that a sender is asked to wait.</summary>
    internal const int RetryAfterSeconds = 10;

    private const string ContentType = "application/problem+json";

    private readonly IProblemDetailsService? _problemDetails = services.GetService<IProblemDetailsService>();

    /// <summary>Whether an answer may say why: in Development only, elsewhere it would help a forger.</summary>
    internal bool Explains { get; } = services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false;

    internal Task WriteAsync(HttpContext context, IllowWebhookProblem problem, string? detail = null, int? retryAfterSeconds = null)
    {
        tracing.TraceOf(context)?.Detail = detail;
        var response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        response.StatusCode = problem.StatusCode;
        if (problem == IllowWebhookProblem.InvalidSignature)
        {
            response.Headers.WWWAuthenticate = "Illow-Signature";
        }

        if (problem == IllowWebhookProblem.BodyTooLarge && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // Servers do not read an oversized body to its end: a sender that reused the connection would lose its next delivery
            response.Headers.Connection = "close";
        }

        if ((retryAfterSeconds ?? (problem == IllowWebhookProblem.Unavailable ? RetryAfterSeconds : null)) is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        detail = Explains ? detail : null;
        return _problemDetails is null
            ? WriteItselfAsync(response, problem, detail)
            : WriteByServiceAsync(_problemDetails, context, problem, detail);
    }

    private static async Task WriteByServiceAsync(
        IProblemDetailsService service, HttpContext context, IllowWebhookProblem problem, string? detail)
    {
        // MVC's writer claims requests of an action without [ApiController] and writes nothing: no answer is the action's
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<ControllerAttribute>() is not null)
        {
            context.SetEndpoint(null);
        }

        var document = new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Type = problem.Type, Title = problem.Title, Status = problem.StatusCode, Detail = detail },
        };
        var written = await service.TryWriteAsync(document);
        if (!context.Response.HasStarted && (!written || context.Response.ContentType is null))
        {
            await WriteItselfAsync(context.Response, problem, detail);
        }
    }

    private static Task WriteItselfAsync(HttpResponse response, IllowWebhookProblem problem, string? detail)
    {
        response.ContentType = ContentType;
        var json = detail is null ? problem.Json : problem.ToJson(detail);
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json).AsTask();
    }
}
