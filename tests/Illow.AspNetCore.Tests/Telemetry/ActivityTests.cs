using System.Diagnostics;
using Illow.AspNetCore.Tests.Answers;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>The activity source: one activity for each request to a webhook URL, with the tags of the counter.</summary>
public sealed class ActivityTests
{
    [Theory]
    [InlineData("wrong signature", "invalid-signature", null)]
    [InlineData("malformed envelope", "malformed-envelope", null)]
    [InlineData("malformed metadata", "malformed-metadata", "dsr.strict")]
    [InlineData("unhandled event", "unhandled-event", "_OTHER")]
    public async Task Request_Refused_LeavesItsOutcome(string row, string outcome, string? eventTag)
    {
        await using var app = await WebhookApp.StartAsync(AnswerApp.Plan);
        var activity = await ListenAsync(app, AnswerApp.Request(AnswerRow.Of(row)));
        Assert.Equal((outcome, eventTag), (activity.GetTagItem("illow.outcome"), activity.GetTagItem("illow.event")));
    }

    [Fact]
    public async Task Request_Handled_LeavesItsOutcomeAndNoMore()
    {
        await using var app = await WebhookApp.StartAsync(AnswerApp.Plan);
        var activity = await ListenAsync(app, Delivery.Fresh().To("/webhooks/illow"));
        Assert.Equal("illow.webhook.receive", activity.OperationName);
        Assert.Equal(
            [("illow.event", "dsr.created"), ("illow.outcome", "handled")],
            activity.TagObjects.Select(tag => (tag.Key, tag.Value)).Order());
        Assert.Empty(activity.Events);
        Assert.Empty(activity.Baggage);
    }

    private static async Task<Activity> ListenAsync(WebhookApp app, HttpRequestMessage request)
    {
        // Sources are shared by all tests that run: the trace tells this one's request
        var trace = ActivityTraceId.CreateRandom();
        var stopped = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Illow.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace)
                {
                    stopped.SetResult(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await app.Client.SendAsync(request);
        return await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
