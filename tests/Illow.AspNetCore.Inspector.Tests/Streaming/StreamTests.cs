using System.Diagnostics;
using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Inspector.Tests.Streaming;

public sealed class StreamTests
{
    [Fact]
    public async Task Stream_NewDelivery_ArrivesWithinASecond()
    {
        await using var app = await InspectorApp.StartAsync(new() { Kestrel = true });
        await app.DeliverAsync(InspectorApp.Created());
        await using var stream = await StreamReading.OpenAsync(app);
        Assert.Equal([1], await stream.NextDeliveriesAsync());

        await app.DeliverAsync(InspectorApp.Created());
        var clock = Stopwatch.StartNew();

        Assert.Equal([2], await stream.NextDeliveriesAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Stream_Resumed_BringsOnlyWhatIsNew()
    {
        await using var app = await InspectorApp.StartAsync();
        await app.DeliverAsync(InspectorApp.Created());
        await using var first = await StreamReading.OpenAsync(app);
        Assert.False((await first.NextAsync("start"))!.Value.GetProperty("resumed").GetBoolean());
        await first.NextDeliveriesAsync();
        await app.DeliverAsync(InspectorApp.Created());

        await using var second = await StreamReading.OpenAsync(app, first.LastId);

        Assert.True((await second.NextAsync("start"))!.Value.GetProperty("resumed").GetBoolean());
        Assert.Equal([2], await second.NextDeliveriesAsync());
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef.1")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Stream_WithTheNumberOfAnotherProcess_StartsAnew(string lastEventId)
    {
        await using var app = await InspectorApp.StartAsync();
        await app.DeliverAsync(InspectorApp.Created());

        await using var stream = await StreamReading.OpenAsync(app, lastEventId);

        Assert.False((await stream.NextAsync("start"))!.Value.GetProperty("resumed").GetBoolean());
        Assert.Equal([1], await stream.NextDeliveriesAsync());
    }

    [Fact]
    public async Task Stop_WithAnOpenStream_DoesNotWaitForIt()
    {
        await using var app = await InspectorApp.StartAsync(new() { Kestrel = true });
        await using var stream = await StreamReading.OpenAsync(app);
        await stream.NextAsync("news");
        var clock = Stopwatch.StartNew();

        await app.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Null(await stream.NextAsync("none"));
    }

    [Fact]
    public async Task Stream_MoreThanAreServed_IsRefusedUntilOneEnds()
    {
        await using var app = await InspectorApp.StartAsync(new() { Kestrel = true });
        var streams = new List<StreamReading>();
        for (var i = 0; i < 32; i++)
        {
            streams.Add(await StreamReading.OpenAsync(app));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.GetAsync("/illow/api/stream")).StatusCode);

        await streams[0].DisposeAsync();
        await AssertServedAsync(app);
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }
    }

    // A server notices at its own pace that a reader has gone
    private static async Task AssertServedAsync(InspectorApp app)
    {
        for (var i = 0; i < 100; i++)
        {
            using var answer = await app.GetAsync("/illow/api/stream");
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail("No stream was served although one had ended.");
    }
}
