using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>A handler that takes longer than its lease keeps its event, whether it waits or blocks its thread.</summary>
public sealed class LongHandlerTests
{
    private static readonly Dictionary<string, string?> ShortLease = WebhookApp.DefaultKey.With("Illow:Idempotency:Lease", "00:00:01");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_BlocksForLongerThanItsLease_RunsOnce(bool asynchronous)
    {
        using var finish = new ManualResetEventSlim();
        var time = new FakeTimeProvider();
        await using var app = await StartAsync(ShortLease, time, async context =>
        {
            if (asynchronous)
            {
                await Task.Yield();
            }

            finish.Wait(TimeSpan.FromSeconds(60), CancellationToken.None);
        });
        var delivery = Delivery.Of();
        var first = Task.Run(() => app.SendAsync(delivery));
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);

        for (var passed = 0; passed < 40; passed++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5);
        }

        using var copy = await app.SendAsync(delivery);
        finish.Set();
        using var answer = await first;
        using var repetition = await app.SendAsync(delivery);

        Assert.Equal(
            (HttpStatusCode.Conflict, HttpStatusCode.OK, HttpStatusCode.OK),
            (copy.StatusCode, answer.StatusCode, repetition.StatusCode));
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Handler_BlocksForLongerThanItsLease_RunsOnceByTheClockOfTheHost()
    {
        using var finish = new ManualResetEventSlim();
        await using var app = await StartAsync(ShortLease, TimeProvider.System, _ =>
        {
            finish.Wait(TimeSpan.FromSeconds(60), CancellationToken.None);
            return Task.CompletedTask;
        });
        var delivery = Delivery.Of();
        var first = Task.Run(() => app.SendAsync(delivery));
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);

        // The lease has passed twice over by the clock that counts it
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        using var copy = await app.SendAsync(delivery);
        finish.Set();
        using var answer = await first;

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (copy.StatusCode, answer.StatusCode));
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Renewal_Hangs_DoesNotHoldUpTheAnswer()
    {
        using var hang = new ManualResetEventSlim();
        using var finish = new SemaphoreSlim(0);
        var time = new FakeTimeProvider();
        var store = new ScriptedStore
        {
            OnRenew = () =>
            {
                hang.Wait(TimeSpan.FromSeconds(60), CancellationToken.None);
                return true;
            },
        };
        await using var app = await StartAsync(WebhookApp.DefaultKey, time, _ => finish.WaitAsync(), store);
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);
        time.Advance(TimeSpan.FromSeconds(21));
        await Eventually.HoldsAsync(() => store.Has("renew"));

        finish.Release();
        using var answer = await sending.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        hang.Set();
    }

    [Fact]
    public async Task TokenCallback_Throws_TheClaimIsKeptWhileTheHandlerRuns()
    {
        using var finish = new SemaphoreSlim(0);
        var time = new FakeTimeProvider();
        var store = new ScriptedStore { OnRenew = () => false, OnComplete = () => false };
        await using var app = await StartAsync(
            WebhookApp.DefaultKey,
            time,
            async context =>
            {
                context.RequestAborted.Register(() => throw new InvalidTimeZoneException("the handler's own"));
                await finish.WaitAsync();
            },
            store);
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);
        time.Advance(TimeSpan.FromSeconds(21));
        await Eventually.HoldsAsync(() => app.OwnLogs.Any(line => line.Id.Name == "TokenCallbackFailed"));

        Assert.False(sending.IsCompleted);
        Assert.False(store.Has("release"));
        finish.Release();

        using var answer = await sending;
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory]
    [InlineData("before")]
    [InlineData("behind")]
    [InlineData("nowhere")]
    public async Task Claim_LostAndTheHandlerStops_Is500WithALineWhereverExceptionsAreHandled(string handled)
    {
        var time = new FakeTimeProvider();
        var store = new ScriptedStore { OnRenew = () => false, OnComplete = () => false };
        await using var app = await StartAsync(
            WebhookApp.DefaultKey,
            time,
            context => Task.Delay(Timeout.Infinite, context.RequestAborted),
            store,
            before: a => UseErrorPage(a, handled == "before"),
            after: a => UseErrorPage(a, handled == "behind"));
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);
        time.Advance(TimeSpan.FromSeconds(21));

        using var answer = await sending;

        await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-recorded");
        Assert.Single(app.OwnLogs, line => line.Id.Name == "LeaseLost");
    }

    [Fact]
    public async Task Claim_LostAndTheHandlerThrowsItsOwn_TheErrorPageIsNotTakenForCancelled()
    {
        var time = new FakeTimeProvider();
        var store = new ScriptedStore { OnRenew = () => false };
        await using var app = await StartAsync(
            WebhookApp.DefaultKey,
            time,
            async context =>
            {
                await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
                throw new IOException("broke");
            },
            store,
            before: a => UseErrorPage(a, true));
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);
        time.Advance(TimeSpan.FromSeconds(21));

        using var answer = await sending;

        Assert.Equal((HttpStatusCode.InternalServerError, "mended"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private static void UseErrorPage(WebApplication app, bool use)
    {
        if (use)
        {
            app.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("mended", context.RequestAborted)));
        }
    }

    private static Task<WebhookApp> StartAsync(
        Dictionary<string, string?> settings,
        TimeProvider time,
        RequestDelegate handler,
        IIllowIdempotencyStore? store = null,
        Action<WebApplication>? before = null,
        Action<WebApplication>? after = null) => WebhookApp.StartAsync(new AppPlan
        {
            Kestrel = true,
            Settings = settings,
            Services = services =>
            {
                services.AddSingleton(time);
                if (store is not null)
                {
                    services.AddSingleton(store);
                }
            },
            Before = before,
            After = after,
            Map = e => e.MapPost("/webhooks/illow", context =>
            {
                context.RequestServices.GetRequiredService<Notes>().Add("ran");
                return handler(context);
            }).WithMetadata(new IllowWebhookAttribute("dsr.created")),
        });
}
