using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>A sender that hangs up once the whole body is there: the event is verified, so its handler runs to the end.</summary>
public sealed class SenderGoneTests
{
    private const int HandledId = 10;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sender_GoneWhileTheHandlerRuns_DoesNotCancelIt(bool reset)
    {
        var (entered, goOn) = (Signal(), Signal());
        CancellationToken ofHandler = default, ofRequest = default;
        await using var app = await StartAsync(async (IllowEnvelope e, HttpContext context, CancellationToken token, Notes notes) =>
        {
            (ofHandler, ofRequest) = (token, context.RequestAborted);
            entered.SetResult();
            await goOn.Task;
            token.ThrowIfCancellationRequested();
            notes.Add(e.IdempotencyKey);
            return Results.Ok();
        });
        var delivery = Delivery.Fresh();
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(RawHttp.Request(delivery));
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Leave(connection, reset);
        await Task.Delay(300);
        Assert.False(ofHandler.IsCancellationRequested);
        Assert.False(ofRequest.IsCancellationRequested);

        goOn.SetResult();
        await Eventually.HoldsAsync(() =>
            app.OwnLogs.Any(record => record.Id.Id == HandledId && record.Message.Contains("handled, status 200", StringComparison.Ordinal))
        );

        // The result is recorded: a repetition is told so, and is not handled again
        using var again = await app.SendAsync(delivery);
        Assert.Equal(200, (int)again.StatusCode);
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("idempotent-replayed")));
        Assert.Equal([delivery.IdempotencyKey], app.Notes.Lines);
    }

    [Fact]
    public async Task Sender_GoneBeforeTheHandlerRuns_DoesNotKeepItFromRunning()
    {
        var (entered, goOn) = (Signal(), Signal());
        await using var app = await WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            After = web => web.Use(async (context, next) =>
            {
                entered.TrySetResult();
                await goOn.Task;
                await next();
            }),
        });
        var delivery = Delivery.Fresh();
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(RawHttp.Request(delivery));
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Leave(connection, reset: true);
        await Task.Delay(300);
        goOn.SetResult();
        await Eventually.HoldsAsync(() => app.Notes.Lines.Contains(delivery.IdempotencyKey));
    }

    [Fact]
    public async Task Timeout_OfTheApplication_StillCancels()
    {
        await using var app = await WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            Services = services => services.AddRequestTimeouts(),
            Before = web => web.UseRequestTimeouts(),
            Map = endpoints => endpoints.MapIllowWebhook("dsr.created", async (IllowEnvelope e, CancellationToken token) =>
            {
                await Task.Delay(TimeSpan.FromMinutes(1), token);
                return Results.Ok();
            }).WithMetadata(new RequestTimeoutAttribute(200)),
        });
        using var answer = await app.SendAsync(Delivery.Fresh());
        Assert.Equal(504, (int)answer.StatusCode);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Leave(RawHttp connection, bool reset)
    {
        if (reset)
        {
            connection.Reset();
        }
        else
        {
            connection.Dispose();
        }
    }

    private static Task<WebhookApp> StartAsync(Delegate handler) =>
        WebhookApp.StartAsync(KestrelReceiver.Plan with { Map = endpoints => endpoints.MapIllowWebhook("dsr.created", handler) });
}
