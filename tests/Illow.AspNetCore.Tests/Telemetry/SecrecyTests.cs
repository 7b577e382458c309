using System.Diagnostics;
using System.Diagnostics.Metrics;
using Illow.AspNetCore.Tests.Answers;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>
/// A marker in the metadata, the body or the signature appears in no line of any level and category, no exception's text, no tag and
/// no answer: not in Development either, and not by way of what went wrong.
/// </summary>
public sealed class SecrecyTests
{
    private const string Marker = "Mrk7Qx2LeakzW9";

    public static TheoryData<string, string> Cases =>
        new MatrixTheoryData<string, string>(
            [
                "handled",
                "metadata misfits",
                "metadata member misfits",
                "metadata misfits in MVC",
                "handler reads what misfits",
                "handler reads a misfitting dictionary",
                "handler reads what no options read",
                "handler throws",
                "duplicate member",
                "duplicate metadata member",
                "unknown member name",
                "member of another type",
                "no JSON",
                "not UTF-8",
                "too deep",
                "too large",
                "signature text",
                "forged",
                "wrong origin",
                "excluded event",
                "unhandled event",
                "unknown event",
                "cut off",
                "content type",
                "key of the provider",
            ],
            ["Production", "Development"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Marker_WhereverItStands_AppearsNowhereElse(string name, string environment)
    {
        var seen = new List<string>();
        using var metrics = Listen(seen);
        using var activities = ListenToActivities(seen);
        await using var app = await WebhookApp.StartAsync(Plan with { Environment = environment });
        await AskAsync(app, name, seen);
        seen.AddRange(
            app.Logs.GetSnapshot()
                .Select(record => record.ToString() + record.Message + record.Exception + string.Join(' ', record.StructuredState ?? [])));
        Assert.NotEmpty(app.OwnLogs);
        lock (seen)
        {
            Assert.DoesNotContain(seen, text => text.Contains(Marker, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static async Task AskAsync(WebhookApp app, string name, List<string> seen)
    {
        var key = Guid.NewGuid().ToString();
        var text = $"\"{Marker}\"";
        var (delivery, url) = name switch
        {
            "metadata misfits" => (Delivery.Of(text, key), "/strict"),
            "metadata member misfits" => (Delivery.Of($$"""{"number":{{text}}}""", key), "/strict"),
            "metadata misfits in MVC" => (Delivery.Of($$"""{"number":{{text}}}""", key), "/mvc"),
            "handler reads what misfits" => (Delivery.Of($$"""{"number":{{text}}}""", key), "/reads"),
            "handler reads a misfitting dictionary" => (Delivery.Of($$"""{{{text}}:{{text}}}""", key), "/dictionary"),
            "handler reads what no options read" => (Delivery.Of($$"""{{{text}}:1}""", key), "/unreadable"),
            "handler throws" => (Delivery.Of(text, key), "/throws"),
            "duplicate member" => (Delivery.Of("1", key, more: $",{text}:1,{text}:2"), "/webhooks/illow"),
            "duplicate metadata member" => (Delivery.Of($$"""{{{text}}:1,{{text}}:2}""", key), "/webhooks/illow"),
            "unknown member name" => (Delivery.Of("1", key, more: $",{text}:1"), "/webhooks/illow"),
            "member of another type" => (
                Delivery.OfText($$"""{"companyId":[{{text}}],"siteId":"s","idempotencyKey":"k","metadata":1}"""),
                "/webhooks/illow"),
            "no JSON" => (Delivery.OfText(Marker), "/webhooks/illow"),
            "not UTF-8" => (new Delivery([.. Delivery.OfText($"{{{text}:\"").Body, 0xff]), "/webhooks/illow"),
            "too deep" => (Delivery.OfText(new string('[', 70) + text), "/webhooks/illow"),
            "too large" => (Delivery.Of($"\"{Marker}{new string('m', 5000)}\"", key), "/webhooks/illow"),
            "signature text" => (Delivery.Of(text, key) with { Signatures = [Marker] }, "/webhooks/illow"),
            "forged" => (Delivery.Of(text, key) with { Key = TestKeys.B }, "/webhooks/illow"),
            "wrong origin" => (Delivery.Of(text, key) with { Key = TestKeys.B }, "/pinned"),
            "excluded event" => (Delivery.Of(text, key, more: ",\"event\":\"dsr.other\""), "/webhooks/illow"),
            "unhandled event" => (Delivery.Of(text, key, more: ",\"event\":\"dsr.other\"") with { Key = TestKeys.C }, "/any"),
            "unknown event" => (Delivery.Of(text, key) with { Key = TestKeys.C }, "/any"),
            "content type" => (Delivery.Of(text, key) with { ContentType = "text/plain" }, "/webhooks/illow"),
            "key of the provider" => (Delivery.Of(text, key), "/tenants/bad"),
            _ => (Delivery.Of(text, key), "/webhooks/illow"),
        };
        using var connection = await RawHttp.ConnectAsync(app.Address);
        var request = RawHttp.Request(delivery, url);
        await connection.SendAsync(name == "cut off" ? request[..^1] : request);
        if (name == "cut off")
        {
            connection.Finish();
        }

        var answer = await connection.ReadAsync();
        Assert.Equal(name is "handled" or "unknown member name", answer?.Status == 200);
        seen.Add(answer + string.Join(' ', answer?.Headers ?? new Dictionary<string, string>()));
        await Eventually.HoldsAsync(() => app.OwnLogs.Count > 0);
    }

    private static AppPlan Plan =>
        AnswerApp.Plan with
        {
            Controllers = [typeof(StrictController)],
            Services = services => services.AddSingleton<IIllowKeyProvider, BadProvider>(),
            Before = app =>
                app.UseExceptionHandler(handler =>
                    handler.Run(context =>
                    {
                        context.Response.StatusCode = 500;
                        return Task.CompletedTask;
                    })),
            Map = endpoints =>
            {
                AnswerApp.Plan.Map!(endpoints);
                endpoints.MapIllowWebhook(
                    "dsr.created",
                    (IllowEnvelope e) => Results.Ok(e.GetMetadata<AnswerApp.Strict>().Number),
                    "/reads",
                    "created");
                endpoints.MapIllowWebhook(
                    "dsr.created",
                    (IllowEnvelope e) => Results.Ok(e.GetMetadata<Dictionary<string, int>>().Count),
                    "/dictionary",
                    "created");
                endpoints.MapIllowWebhook(
                    "dsr.created",
                    (IllowEnvelope e) => Results.Ok(e.GetMetadata<Dictionary<string, IFormattable>>().Count),
                    "/unreadable",
                    "created");
            },
        };

    private static MeterListener Listen(List<string> seen)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, listening) => listening.EnableMeasurementEvents(instrument) };
        void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            var text = string.Join(' ', tags.ToArray());
            lock (seen)
            {
                seen.Add(text);
            }
        }

        listener.SetMeasurementEventCallback<long>(Add);
        listener.SetMeasurementEventCallback<double>(Add);
        listener.Start();
        return listener;
    }

    private static ActivityListener ListenToActivities(List<string> seen)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                var text =
                    activity.DisplayName
                    + activity.StatusDescription
                    + string.Join(' ', activity.TagObjects)
                    + string.Join(' ', activity.Events.SelectMany(e => e.Tags))
                    + string.Join(' ', activity.Baggage);
                lock (seen)
                {
                    seen.Add(text);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    [ApiController]
    public sealed class StrictController : ControllerBase
    {
        [HttpPost("/mvc")]
        [IllowWebhook("dsr.strict", Webhook = "created")]
        public IActionResult Receive(IllowEnvelope<MvcStrict> envelope) => Ok(envelope);
    }

    public sealed record MvcStrict(int Number);

    private sealed class BadProvider : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            new(webhook == "bad" ? (IReadOnlyCollection<string>)[$"-----BEGIN PUBLIC KEY-----\n{Marker}\n-----END PUBLIC KEY-----"] : null);
    }
}
