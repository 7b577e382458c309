using System.Globalization;
using System.Text;
using System.Text.Json;
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
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Inspector;

/// <summary>What the page asks for. Callers have passed <see cref="InspectorEndpointFilter"/>. Thread-safe.</summary>
internal sealed class InspectorEndpoints(
    DeliveryLog log,
    DeliveryStream stream,
    MapReader map,
    Replayer replayer,
    SampleCatalog catalog,
    SampleSender samples,
    InspectorPermissions permissions,
    WebhookSettingsMonitor settings,
    ILoggerFactory loggers)
{
    private const int MostDeadLetters = 200;
    private const string ReplayIsOff = "Replay is turned off here. Illow:Inspector:AllowReplay turns it on.";

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
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many pages of the inspector are open. Close one.");
            return;
        }

        try
        {
            var items = stream.ReadAsync(
                context.Request.Headers["Last-Event-ID"], Letters(context) is not null, context.RequestAborted);
            await TypedResults.ServerSentEvents(items).ExecuteAsync(context);
        }
        finally
        {
            stream.Leave();
        }
    }

    internal Task Search(HttpContext context)
    {
        string? text = context.Request.Query["search"];
        if (string.IsNullOrWhiteSpace(text) || text.Length > ContentSearch.LongestText)
        {
            return RefuseAsync(context, StatusCodes.Status400BadRequest, $"A search is 1 to {ContentSearch.LongestText} characters long.");
        }

        Log.Searched(_logger, User(context));
        var result = ContentSearch.Find(log.Since(0).Records, text);
        return TypedResults.Json(result, InspectorJsonContext.Default.SearchResult).ExecuteAsync(context);
    }

    internal Task Content(HttpContext context)
    {
        if (Find(context) is not { } record)
        {
            return NotKept(context);
        }

        Log.Shown(_logger, record.Id, User(context));
        var content = DeliveryContent.Of(record, settings.Current.Options.SignatureHeader, permissions.IsDevelopment);
        return TypedResults.Json(content, InspectorJsonContext.Default.DeliveryContent).ExecuteAsync(context);
    }

    internal Task Clear(HttpContext context)
    {
        if (!permissions.IsDevelopment)
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "The list can be cleared in Development only.");
        }

        log.Clear();
        Log.Cleared(_logger, User(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    internal async Task Replay(HttpContext context)
    {
        if (!permissions.MayReplay)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, ReplayIsOff);
        }
        else if (Find(context) is not { } record)
        {
            await NotKept(context);
        }
        else if (record.ReplayBlockedReason is { } reason)
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, reason);
        }
        else
        {
            Log.Replayed(_logger, record.Id, User(context));
            await ReportAsync(context, await replayer.ReplayAsync(record, context.Features.Get<IHttpConnectionFeature>()));
        }
    }

    internal async Task DeadLetters(HttpContext context)
    {
        if (Letters(context) is not { } letters)
        {
            await NoDeadLetters(context);
            return;
        }

        IReadOnlyList<IllowDeadLetter> found;
        try
        {
            found = await letters.ListAsync(MostDeadLetters + 1, context.RequestAborted);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            await QueueFailedAsync(context, exception);
            return;
        }

        var views = found.Take(MostDeadLetters).Select(letter => DeadLetterView.Of(letter, log, permissions.IsDevelopment));
        var list = new DeadLetterList([.. views], found.Count > MostDeadLetters);
        await TypedResults.Json(list, InspectorJsonContext.Default.DeadLetterList).ExecuteAsync(context);
    }

    /// <summary>Puts the dead letter that the query names back into the queue.</summary>
    internal async Task RunAgain(HttpContext context)
    {
        if (!permissions.MayReplay)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, ReplayIsOff);
            return;
        }

        string? id = context.Request.Query["id"];
        if (Letters(context) is not { } letters || string.IsNullOrEmpty(id))
        {
            await NoDeadLetters(context);
            return;
        }

        bool found;
        try
        {
            found = await letters.RunAgainAsync(id, context.RequestAborted);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            await QueueFailedAsync(context, exception);
            return;
        }

        if (!found)
        {
            await RefuseAsync(
                context, StatusCodes.Status404NotFound, "There is no such dead letter any more: it was deleted, "
                    + "or put back into the queue.");
            return;
        }

        Log.RanAgain(_logger, new LogText(id), User(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Sends the sample that the query names, with the metadata in the body; without a body, with made-up metadata.</summary>
    internal async Task Sample(HttpContext context)
    {
        var query = context.Request.Query;
        if (catalog.All().FirstOrDefault(one => one.Is(query["registration"], query["event"], query["url"])) is not { } choice)
        {
            await RefuseAsync(
                context, StatusCodes.Status404NotFound, "There is no such sample event. The settings may have changed: reload the page.");
            return;
        }

        if (!TryReadKind(query["kind"], out var kind))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The kind of a sample is signed, forged or repeated.");
            return;
        }

        if (context.Request.ContentLength > settings.Current.Options.MaxRequestBodySize)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The metadata is larger than Illow:MaxRequestBodySize.");
            return;
        }

        var (metadata, problem) = await ReadMetadataAsync(context, choice.Event);
        if (problem is not null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        Log.SampleSent(_logger, new LogText(choice.Event), new LogText(choice.Registration.Name), User(context));
        await ReportAsync(context, await samples.SendAsync(choice, kind, metadata, context.Request));
    }

    internal static Task RefuseAsync(HttpContext context, int status, string title) =>
        TypedResults.Json(new Problem(title), InspectorJsonContext.Default.Problem, "application/problem+json", status)
            .ExecuteAsync(context);

    private static bool TryReadKind(string? text, out SampleKind kind)
    {
        kind = SampleKind.Signed;
        return string.IsNullOrEmpty(text) || (char.IsAsciiLetter(text[0]) && Enum.TryParse(text, ignoreCase: true, out kind));
    }

    private async Task<(JsonElement Metadata, string? Problem)> ReadMetadataAsync(HttpContext context, string @event)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        try
        {
            var text = buffer.Length == 0 ? Encoding.UTF8.GetBytes(catalog.MetadataOf(@event)) : buffer.ToArray();
            using var document = JsonDocument.Parse(text);
            return (document.RootElement.Clone(), null);
        }
        catch (JsonException exception)
        {
            return (default, $"The metadata is not valid JSON. {exception.Message}");
        }
    }

    private static Task NotKept(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status404NotFound, "This delivery is no longer kept.");

    private static IIllowDeadLetters? Letters(HttpContext context) => context.RequestServices.GetService<IIllowDeadLetters>();

    private static Task NoDeadLetters(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status404NotFound, "The application has no queue that lists its dead letters.");

    private Task QueueFailedAsync(HttpContext context, Exception exception)
    {
        Log.QueueFailed(_logger, exception);
        return RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The queue's storage did not answer; the log says why.");
    }

    private static Task ReportAsync(HttpContext context, RunResult result) =>
        TypedResults.Json(RunReport.Of(result), InspectorJsonContext.Default.RunReport).ExecuteAsync(context);

    private static LogText User(HttpContext context) => new(context.User.Identity?.Name ?? "an anonymous user");

    private DeliveryRecord? Find(HttpContext context)
    {
        var text = context.Request.RouteValues["id"] as string;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? log.Find(id) : null;
    }
}
