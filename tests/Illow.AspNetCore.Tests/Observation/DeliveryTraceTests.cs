using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Testing;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Observation;

public sealed class DeliveryTraceTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public async Task Trace_HandledDelivery_HoldsItsEnvelopeKeyAndTimes()
    {
        await using var app = await StartAsync();
        var delivery = Delivery.Fresh("dsr.created");

        await app.SendAsync(delivery);

        var trace = Assert.Single(await _observer.TracesAsync(1));
        Assert.Equal(Outcomes.Handled, trace.Outcome);
        Assert.Equal(200, trace.Status);
        Assert.Equal("/webhooks/illow", trace.Url);
        Assert.Equal(delivery.IdempotencyKey, trace.Message?.IdempotencyKey);
        Assert.Equal("dsr.created", trace.Event);
        Assert.Equal("default", trace.Registration?.Name);
        Assert.StartsWith("SHA256:", trace.Key?.Fingerprint, StringComparison.Ordinal);
        Assert.Equal(delivery.Body, trace.Body.ToArray());
        Assert.True(trace.Read > TimeSpan.Zero && trace.Verify > TimeSpan.Zero && trace.Handler > TimeSpan.Zero);
        Assert.True(trace.Read + trace.Verify + trace.Handler <= trace.Total);
        Assert.Null(trace.Exception);
    }

    [Fact]
    public async Task Trace_Repetition_IsReplayedWithoutHandlerTime()
    {
        await using var app = await StartAsync();
        var delivery = Delivery.Fresh("dsr.created");
        await app.SendAsync(delivery);

        await app.SendAsync(delivery);

        var trace = (await _observer.TracesAsync(2))[1];
        Assert.Equal(Outcomes.Replayed, trace.Outcome);
        Assert.Null(trace.Handler);
    }

    [Fact]
    public async Task Trace_ForgedDelivery_HasTheReasonAndNoEnvelope()
    {
        await using var app = await StartAsync();

        await app.SendAsync(Delivery.Fresh().By(TestKeys.B));

        var trace = Assert.Single(await _observer.TracesAsync(1));
        Assert.Equal(IllowWebhookProblem.InvalidSignature.Code, trace.Outcome);
        Assert.Equal(401, trace.Status);
        Assert.NotNull(trace.Detail);
        Assert.NotNull(trace.Verify);
        Assert.Null(trace.Message);
        Assert.Null(trace.Registration);
        Assert.Null(trace.Key);
    }

    [Fact]
    public async Task Trace_SignedButNoEnvelope_NamesTheRegistrationThatSigned()
    {
        await using var app = await StartAsync();

        await app.SendAsync(Delivery.OfText("{}"));

        var trace = Assert.Single(await _observer.TracesAsync(1));
        Assert.Equal(IllowWebhookProblem.MalformedEnvelope.Code, trace.Outcome);
        Assert.Equal("default", trace.Registration?.Name);
        Assert.Null(trace.Message);
    }

    [Fact]
    public async Task Trace_HandlerThrew_NamesTheExceptionAndNoStatus()
    {
        await using var app = await StartAsync(() => throw new InvalidTimeZoneException());

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => app.SendAsync(Delivery.Fresh("dsr.created")));

        var trace = Assert.Single(await _observer.TracesAsync(1));
        Assert.Equal(Outcomes.Failed, trace.Outcome);
        Assert.IsType<InvalidTimeZoneException>(trace.Exception);
        Assert.Null(trace.Status);
        Assert.NotNull(trace.Handler);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Trace_OtherMethod_IsThereToo(string method)
    {
        await using var app = await StartAsync();

        await app.Client.SendAsync(Delivery.Fresh().To("/webhooks/illow", new HttpMethod(method)));

        var trace = Assert.Single(await _observer.TracesAsync(1));
        Assert.Equal(IllowWebhookProblem.MethodNotAllowed.Code, trace.Outcome);
        Assert.Equal(405, trace.Status);
        Assert.Equal("/webhooks/illow", trace.Url);
    }

    [Fact]
    public async Task Trace_NoWebhookUrl_ThereIsNone()
    {
        await using var app = await StartAsync();

        await app.Client.GetAsync(new Uri("/other", UriKind.Relative));
        await app.SendAsync(Delivery.Fresh("dsr.created"));

        Assert.Single(await _observer.TracesAsync(1));
    }

    [Fact]
    public async Task Trace_QueuedHandler_IsFollowedByOneOfEachRun()
    {
        await using var app = await StartQueuedAsync([
            () => throw new InvalidTimeZoneException("The zone is gone."),
            () => Results.Conflict(),
            () => Results.NoContent(),
        ]);
        using var response = await app.SendAsync(Delivery.Fresh("dsr.created"));
        var queue = app.Services.GetRequiredService<IllowInMemoryQueue>();
        for (var i = 0; i < 3; i++)
        {
            await queue.DrainAsync(TestContext.Current.CancellationToken);
        }

        var delivery = Assert.Single(await _observer.TracesAsync(1));
        Assert.Equal(Outcomes.Queued, delivery.Outcome);
        Assert.All(_observer.Runs, run => Assert.Equal(delivery.QueuedId, run.Id));
        Assert.Equal(
            [(1, "failed", null), (2, "declined", 409), (3, "handled", 204)],
            _observer.Runs.Select(run => (run.Attempt, run.Trace.Outcome, run.Trace.Status)));
        Assert.Equal(["InvalidTimeZoneException", null, null], _observer.Runs.Select(run => run.Trace.Exception?.GetType().Name));
        Assert.All(_observer.Runs, run => Assert.True(run.Trace.Total > TimeSpan.Zero));
    }

    [Fact]
    public async Task Trace_RunThatFindsNoEndpoint_SaysSo()
    {
        await using var app = await StartQueuedAsync([() => Results.Ok()]);
        var delivery = new IllowQueuedDelivery { Event = "dsr.created", Route = "/gone" };

        await Assert.ThrowsAsync<IllowDeliveryRunException>(() =>
            app.Services.GetRequiredService<IIllowDeliveryRunner>().RunAsync(delivery, 4, TestContext.Current.CancellationToken));

        var run = Assert.Single(_observer.Runs);
        Assert.Equal((4, "failed"), (run.Attempt, run.Trace.Outcome));
        Assert.Contains("/gone", Assert.IsType<IllowDeliveryRunException>(run.Trace.Exception).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Features_NobodyObserves_HoldNoTrace()
    {
        var found = true;
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Map = endpoints =>
                    endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e, HttpContext context) =>
                        found = DeliveryTrace.Of(context) is not null),
            });

        await app.SendAsync(Delivery.Fresh("dsr.created"));

        Assert.False(found);
    }

    private Task<WebhookApp> StartQueuedAsync(IEnumerable<Func<IResult>> runs)
    {
        var next = new Queue<Func<IResult>>(runs);
        return WebhookApp.StartAsync(
            new AppPlan
            {
                Services = services => services.AddInMemoryIllowQueue().AddSingleton<IDeliveryObserver>(_observer),
                Map = endpoints =>
                    endpoints.MapPost("/webhooks/illow", [IllowWebhook("dsr.created", Queued = true)] (IllowEnvelope e) =>
                        next.Dequeue()()),
            });
    }

    private Task<WebhookApp> StartAsync(Action? handle = null) => WebhookApp.StartAsync(new AppPlan
    {
        Environment = "Development",
        Services = services => services.AddSingleton<IDeliveryObserver>(_observer),
        Map = endpoints => endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e) =>
        {
            handle?.Invoke();
            return Results.Ok();
        }),
    });
}
