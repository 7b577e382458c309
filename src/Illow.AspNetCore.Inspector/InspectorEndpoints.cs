using System.Globalization;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Inspector.Access;
using Illow.AspNetCore.Inspector.Api;
using Illow.AspNetCore.Inspector.Assets;
using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Replaying;
using Illow.AspNetCore.Inspector.Samples;
using Illow.AspNetCore.Inspector.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Inspector;

/// <summary>What the page asks for. Whoever calls these has been let in already. Thread-safe.</summary>
internal sealed class InspectorEndpoints(
    DeliveryLog log, DeliveryStream stream, MapReader map, Replayer replayer, SampleCatalog catalog, SampleSender samples, Rights rights, WebhookSettingsMonitor settings, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    internal static Task File(HttpContext context, Asset asset)
    {
        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = asset.Content.Length;
        return context.Response.Body.WriteAsync(asset.Content).AsTask();
    }

    internal static Task Page(HttpContext context)
    {
        // The page names its files relative to itself, so that base paths and proxies need no settings
        if (context.Request.Path.Value is { } path && !path.EndsWith('/'))
        {
            context.Response.Redirect("./" + Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..]) + "/");
            return Task.CompletedTask;
        }

        return File(context, AssetStore.All[0]);
    }

    internal Task Map(HttpContext context) => TypedResults.Json(map.Read(), InspectorJsonContext.Default.MapView).ExecuteAsync(context);

    internal async Task Stream(HttpContext context)
    {
        if (!stream.TryEnter())
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "As many pages of the inspector are open as are served.");
            return;
        }

        try
        {
            var items = stream.ReadAsync(context.Request.Headers["Last-Event-ID"], context.RequestAborted);
            await TypedResults.ServerSentEvents(items).ExecuteAsync(context);
        }
        finally
        {
            stream.Leave();
        }
    }

    internal Task Content(HttpContext context)
    {
        if (Find(context) is not { } record)
        {
            return NotKept(context);
        }

        Log.Shown(_logger, record.Id, User(context));
        return TypedResults.Json(DeliveryContent.Of(record, settings.Current.SignatureHeader), InspectorJsonContext.Default.DeliveryContent).ExecuteAsync(context);
    }

    internal async Task Replay(HttpContext context)
    {
        if (!rights.MayReplay)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "Replaying is switched off here; Illow:Inspector:AllowReplay switches it on.");
        }
        else if (Find(context) is not { } record)
        {
            await NotKept(context);
        }
        else if (Replayer.Obstacle(record) is { } obstacle)
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, obstacle);
        }
        else
        {
            Log.Replayed(_logger, record.Id, User(context));
            await ReportAsync(context, await replayer.ReplayAsync(record, context.Features.Get<IHttpConnectionFeature>()));
        }
    }

    internal async Task Sample(HttpContext context)
    {
        var query = context.Request.Query;
        if (catalog.All().FirstOrDefault(one => one.Is(query["registration"], query["event"], query["url"])) is not { } choice)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such sample event; the settings may have changed.");
            return;
        }

        Log.SampleSent(_logger, new LogText(choice.Event), new LogText(choice.Registration.Name), User(context));
        await ReportAsync(context, await samples.SendAsync(choice, context.Request));
    }

    internal static Task RefuseAsync(HttpContext context, int status, string title) =>
        TypedResults.Json(new Problem(title), InspectorJsonContext.Default.Problem, "application/problem+json", status).ExecuteAsync(context);

    private static Task NotKept(HttpContext context) => RefuseAsync(context, StatusCodes.Status404NotFound, "This delivery is no longer kept.");

    private static Task ReportAsync(HttpContext context, RunResult result) =>
        TypedResults.Json(RunReport.Of(result), InspectorJsonContext.Default.RunReport).ExecuteAsync(context);

    private static LogText User(HttpContext context) => new(context.User.Identity?.Name);

    private DeliveryRecord? Find(HttpContext context) =>
        long.TryParse(context.Request.RouteValues["id"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? log.Find(id) : null;
}
