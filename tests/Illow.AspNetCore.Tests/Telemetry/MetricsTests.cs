using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Illow.AspNetCore.Tests.Answers;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>The meter's instruments and their tags: closed sets, whatever a sender writes.</summary>
public sealed class MetricsTests
{
    public static TheoryData<string> Rows => [.. AnswerRow.Names];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Requests_Refused_AreCountedUnderTheAnswersSlug(string name)
    {
        await using var app = await WebhookApp.StartAsync(AnswerApp.Plan);
        using var requests = Collect<long>(app, "illow.webhook.requests");
        using var handler = Collect<double>(app, "illow.webhook.handler.duration");
        var row = AnswerRow.Of(name);
        using var answer = await app.Client.SendAsync(AnswerApp.Request(row));
        var counted = Assert.Single(await MeasuredAsync(requests));
        Assert.Equal(1, counted.Value);
        Assert.Equal(row.Slug, counted.Tags["illow.outcome"]);
        Assert.Equal(
            name switch
            {
                "malformed metadata" => "dsr.strict",
                "unhandled event" or "excluded event" => "_OTHER",
                _ => null,
            },
            counted.Tags.GetValueOrDefault("illow.event"));
        Assert.Empty(counted.Tags.Keys.Except(["illow.outcome", "illow.event"]));
        Assert.Equal(name == "malformed metadata" ? 1 : 0, handler.GetMeasurementSnapshot().Count);
    }

    [Theory]
    [InlineData(200, "handled")]
    [InlineData(204, "handled")]
    [InlineData(299, "handled")]
    [InlineData(302, "declined")]
    [InlineData(404, "declined")]
    [InlineData(500, "declined")]
    public async Task Requests_Handled_AreCountedByTheHandlersStatus(int status, string outcome)
    {
        await using var app = await StartAsync((IllowEnvelope e) => Results.StatusCode(status));
        await AssertOutcomeAsync(app, Delivery.Fresh(), outcome, "dsr.created");
    }

    [Fact]
    public async Task BodySize_HasBucketsUpToTheDefaultLimit()
    {
        await using var app = await StartAsync((IllowEnvelope _) => Results.Ok());
        using var listener = new MeterListener();
        Instrument? size = null;
        listener.InstrumentPublished = (instrument, _) => size = instrument.Name == "illow.webhook.body.size" ? instrument : size;
        listener.Start();
        var boundaries = Assert.IsType<Histogram<long>>(size).Advice!.HistogramBucketBoundaries!;
        Assert.Equal(new IllowWebhooksOptions().MaxRequestBodySize, boundaries[^1]);
        Assert.Equal(boundaries.Order(), boundaries);
    }

    [Fact]
    public async Task Requests_WhoseHandlerThrows_AreCountedAsFailed()
    {
        await using var app = await StartAsync(IResult (IllowEnvelope e) => throw new InvalidOperationException());
        await AssertOutcomeAsync(app, Delivery.Fresh(), "failed", "dsr.created");
    }

    [Fact]
    public async Task Requests_OfAnUndeclaredEvent_AreCountedAsOther()
    {
        await using var app = await WebhookApp.StartAsync(
            KestrelReceiver.Plan with
            {
                Settings = WebhookApp.DefaultKey,
                Map = endpoints => endpoints.MapIllowWebhook((IllowEnvelope e) => Results.Ok()),
            });
        for (var i = 0; i < 3; i++)
        {
            var invented = Delivery.Of(idempotencyKey: Guid.NewGuid().ToString(), more: $",\"event\":\"invented-{Guid.NewGuid()}\"");
            await AssertOutcomeAsync(app, invented, "handled", "_OTHER");
        }
    }

    [Fact]
    public async Task Requests_CutOff_AreCounted()
    {
        await using var app = await StartAsync((IllowEnvelope e) => Results.Ok());
        using var requests = Collect<long>(app, "illow.webhook.requests");
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(RawHttp.Head([.. RawHttp.Lines(Delivery.Fresh()), "Content-Length: 500"]));
        connection.Finish();
        Assert.Equal("cut-off", Assert.Single(await MeasuredAsync(requests)).Tags["illow.outcome"]);
    }

    [Fact]
    public async Task Requests_WhoseResolverThrows_AreCountedAsFailed()
    {
        await using var app = await StartAsync(
            (IllowEnvelope e) => Results.Ok(),
            services => services.AddSingleton<IIllowEventResolver, ThrowingResolver>());
        await AssertOutcomeAsync(app, Delivery.Fresh(), "failed", null);
    }

    [Fact]
    public async Task Durations_AndSize_AreMeasuredOnce()
    {
        await using var app = await StartAsync(async (IllowEnvelope e) =>
        {
            await Task.Delay(50);
            return Results.Ok();
        });
        using var verification = Collect<double>(app, "illow.webhook.verification.duration");
        using var handler = Collect<double>(app, "illow.webhook.handler.duration");
        using var size = Collect<long>(app, "illow.webhook.body.size");
        var delivery = Delivery.Fresh();
        using var answer = await app.SendAsync(delivery);

        var verified = Assert.Single(await MeasuredAsync(verification));
        Assert.InRange(verified.Value, 0.000001, 5);
        Assert.Empty(verified.Tags);
        var handled = Assert.Single(await MeasuredAsync(handler));
        Assert.InRange(handled.Value, 0.04, 20);
        Assert.Equal(["illow.event"], handled.Tags.Keys);
        Assert.Equal("dsr.created", handled.Tags["illow.event"]);
        Assert.Equal(delivery.Body.Length, Assert.Single(await MeasuredAsync(size)).Value);
    }

    [Fact]
    public async Task Instruments_HaveUnitsAndWords()
    {
        // Other tests' applications publish theirs meanwhile
        var instruments = new ConcurrentQueue<Instrument>();
        await using var app = await StartAsync((IllowEnvelope e) => Results.Ok());
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Enqueue(instrument) };
        listener.Start();
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        var own = instruments.Where(instrument => instrument.Meter.Name == "Illow.AspNetCore" && instrument.Meter.Scope == factory);
        Assert.Superset(
            new HashSet<string>
            {
                "illow.webhook.requests {request}",
                "illow.webhook.verification.duration s",
                "illow.webhook.handler.duration s",
                "illow.webhook.body.size By",
            },
            own.Select(instrument => $"{instrument.Name} {instrument.Unit}").ToHashSet());
        Assert.All(own, instrument => Assert.False(string.IsNullOrEmpty(instrument.Description)));
    }

    private static async Task AssertOutcomeAsync(WebhookApp app, Delivery delivery, string outcome, string? eventTag)
    {
        using var requests = Collect<long>(app, "illow.webhook.requests");
        using var answer = await app.SendAsync(delivery);
        var counted = Assert.Single(await MeasuredAsync(requests));
        Assert.Equal((outcome, eventTag), (counted.Tags["illow.outcome"], counted.Tags.GetValueOrDefault("illow.event")));
    }

    private static MetricCollector<T> Collect<T>(WebhookApp app, string instrument)
        where T : struct => new(app.Services.GetRequiredService<IMeterFactory>(), "Illow.AspNetCore", instrument);

    // The count follows the answer
    private static async Task<IReadOnlyList<CollectedMeasurement<T>>> MeasuredAsync<T>(MetricCollector<T> collector)
        where T : struct
    {
        await collector.WaitForMeasurementsAsync(1, TimeSpan.FromSeconds(20));
        return collector.GetMeasurementSnapshot();
    }

    private static Task<WebhookApp> StartAsync(Delegate handler, Action<IServiceCollection>? services = null) =>
        WebhookApp.StartAsync(
            KestrelReceiver.Plan with
            {
                Map = endpoints => endpoints.MapIllowWebhook("dsr.created", handler),
                Services = services,
            });

    private sealed class ThrowingResolver : IIllowEventResolver
    {
        public ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken) =>
            throw new TimeoutException();
    }
}
