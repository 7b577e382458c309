using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Idempotency;

public sealed class StoreFaultTests
{
    private readonly ScriptedStore _store = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Claim_StoreAway_Is503AndNoHandlerRuns()
    {
        _store.OnClaim = _ => throw new TimeoutException("away");
        await using var app = await StartAsync(_ => Task.CompletedTask);

        var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
        Assert.Empty(app.Notes.Lines);
        AssertFailed(app, "claim");
    }

    [Fact]
    public async Task Claim_StoreFull_Is503AndNoHandlerRuns()
    {
        _store.OnClaim = _ => new IllowClaimResult(IllowClaimStatus.Full);
        await using var app = await StartAsync(_ => Task.CompletedTask);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.SendAsync(Delivery.Of())).StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Claim_StoreAnswersByDefault_IsNeither2xxNorHandled()
    {
        _store.OnClaim = _ => default;
        await using var app = await StartAsync(_ => Task.CompletedTask);
        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(Delivery.Of())).StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(1.2, 2)]
    [InlineData(8.999, 9)]
    [InlineData(9, 9)]
    [InlineData(45, 10)]
    public async Task Claim_HeldByAnother_IsRetriedAfterTheWholeRest(double rest, int seconds)
    {
        _store.OnClaim = _ => IllowClaimResult.InProgress(TimeSpan.FromSeconds(rest));
        await using var app = await StartAsync(_ => Task.CompletedTask);

        var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(TimeSpan.FromSeconds(seconds), response.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Claim_StoreDoesNotAnswer_Is503AfterFiveSeconds(bool heedsItsToken)
    {
        var claim = new TaskCompletionSource<IllowClaimResult>();
        CancellationToken asked = default;
        _store.OnClaimAsync = (_, token) =>
        {
            asked = token;
            return heedsItsToken ? claim.Task.WaitAsync(token) : claim.Task;
        };
        await using var app = await StartAsync(_ => Task.CompletedTask, "Development");
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => asked.CanBeCanceled);
        _time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.False(asked.IsCancellationRequested);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        var response = await sending;
        await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Contains("did not answer in time", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(app.Notes.Lines);

        // What it claims all the same is given back
        claim.SetResult(IllowClaimResult.Claimed(new IllowClaim(IllowDigest.Of([]), Guid.NewGuid(), 7)));
        await Eventually.HoldsAsync(() => heedsItsToken || _store.Has("release"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_FailsAfterPatienceEnded_IsLogged(bool atOnce)
    {
        await using var app = await StartAsync(_ => Task.CompletedTask);
        var (claim, between, sending) = await SendWithHeldClaimAsync(app);
        var late = new InvalidTimeZoneException("too late");

        // Between the end of patience and its being seen, or when the sender has its answer
        _time.Advance(TimeSpan.FromSeconds(5));
        if (atOnce)
        {
            claim.SetException(late);
        }

        between.LetGo();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await sending).StatusCode);
        claim.TrySetException(late);

        await Eventually.HoldsAsync(() => app.OwnLogs.Any(line => line.Exception == late));
    }

    [Fact]
    public async Task Claim_MadeAsPatienceEnds_IsGivenBack()
    {
        await using var app = await StartAsync(_ => Task.CompletedTask);
        var (claim, between, sending) = await SendWithHeldClaimAsync(app);

        _time.Advance(TimeSpan.FromSeconds(5));
        claim.SetResult(IllowClaimResult.Claimed(new IllowClaim(IllowDigest.Of([]), Guid.NewGuid(), 7)));
        between.LetGo();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await sending).StatusCode);
        await Eventually.HoldsAsync(() => _store.Has("release"));
    }

    /// <summary>Sends a delivery whose claim is under way; what waits for it goes on only when it is let go.</summary>
    private async Task<(TaskCompletionSource<IllowClaimResult> Claim, HeldContext Between, Task<HttpResponseMessage> Sending)>
        SendWithHeldClaimAsync(WebhookApp app)
    {
        var claim = new TaskCompletionSource<IllowClaimResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var between = new HeldContext();
        CancellationToken asked = default;
        _store.OnClaimAsync = (_, token) =>
        {
            SynchronizationContext.SetSynchronizationContext(between);
            asked = token;
            return claim.Task;
        };
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => asked.CanBeCanceled);
        return (claim, between, sending);
    }

    [Fact]
    public async Task Claim_StoreThrowsSomethingElse_IsToldAsWhatItIs()
    {
        _store.OnClaim = _ => throw new InvalidTimeZoneException("a marker of its own");
        await using var app = await StartAsync(_ => Task.CompletedTask, "Development");

        var response = await app.SendAsync(Delivery.Of());

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("threw InvalidTimeZoneException at the step claim", text, StringComparison.Ordinal);
        Assert.DoesNotContain("marker", text, StringComparison.Ordinal);
        Assert.DoesNotContain("reached", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_StoreAway_Is500AndNothingOfTheHandlersAnswerLeaves()
    {
        _store.OnComplete = () => throw new TimeoutException("away");
        await using var app = await StartAsync(context =>
        {
            context.Response.Headers["x-handler"] = "ran";
            return context.Response.WriteAsync("handled!");
        });

        var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("not-recorded", body, StringComparison.Ordinal);
        Assert.DoesNotContain("handled!", body, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("x-handler"));
        AssertFailed(app, "complete");
    }

    [Fact]
    public async Task Complete_LeaseTakenOver_Is500()
    {
        _store.OnComplete = () => false;
        await using var app = await StartAsync(_ => Task.CompletedTask);
        Assert.Equal(HttpStatusCode.InternalServerError, (await app.SendAsync(Delivery.Of())).StatusCode);
        Assert.Equal(["claim", "complete"], _store.Steps);
        Assert.Single(app.OwnLogs, record => record.Id.Name == "LeaseLost");
    }

    [Fact]
    public async Task Release_StoreAway_LeavesTheHandlersOwnAnswer()
    {
        _store.OnRelease = () => throw new TimeoutException("away");
        await using var app = await StartAsync(context =>
        {
            context.Response.StatusCode = 418;
            return context.Response.WriteAsync("short and stout");
        });

        var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("short and stout", await response.Content.ReadAsStringAsync());
        Assert.Equal(["claim", "release"], _store.Steps);
        AssertFailed(app, "release");
    }

    [Fact]
    public async Task Complete_Done_IsNotLoggedAsALoss()
    {
        await using var app = await StartAsync(_ => Task.CompletedTask);

        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(Delivery.Of())).StatusCode);

        Assert.DoesNotContain(app.OwnLogs, record => record.Id.Name is "LeaseLost" or "StoreFailed");
    }

    [Theory]
    [InlineData(IllowClaimStatus.InProgress, "still being handled")]
    [InlineData(IllowClaimStatus.KeyReused, "another body")]
    [InlineData(IllowClaimStatus.Full, "Illow:Idempotency:Capacity")]
    [InlineData(IllowClaimStatus.Claimed, "could not be recorded")]
    [InlineData(null, "did not answer in time")]
    public async Task Refusal_InDevelopment_SaysWhy(IllowClaimStatus? status, string why)
    {
        _store.OnClaim = request => status switch
        {
            null => throw new TimeoutException("away"),
            IllowClaimStatus.Claimed => IllowClaimResult.Claimed(new IllowClaim(request.Scope, Guid.NewGuid(), 7)),
            { } other => new IllowClaimResult(other),
        };
        _store.OnComplete = () => false;
        await using var app = await StartAsync(_ => Task.CompletedTask, "Development");

        var answer = await app.SendAsync(Delivery.Of());

        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_OfWhatIsNotVerified_NeverTouchTheStore()
    {
        await using var app = await StartAsync(_ => Task.CompletedTask);
        await app.SendAsync(Delivery.Of() with { Key = TestKeys.B });
        await app.SendAsync(Delivery.Of() with { Signatures = [] });
        await app.SendAsync(Delivery.OfText("{}"));
        await app.SendAsync(Delivery.Of() with { ContentType = "text/plain" });
        Assert.Empty(_store.Steps);
    }

    [Fact]
    public async Task Renew_WhileTheHandlerRuns_HappensBeforeTheLeaseEnds()
    {
        using var finish = new SemaphoreSlim(0);
        await using var app = await StartAsync(_ => finish.WaitAsync());
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);

        for (var renewals = 1; renewals <= 5; renewals++)
        {
            await Task.Delay(50);
            _time.Advance(TimeSpan.FromSeconds(21));
            await Eventually.HoldsAsync(() => Count("renew") >= renewals);
        }

        finish.Release();
        Assert.Equal(HttpStatusCode.OK, (await sending).StatusCode);
        Assert.Equal("complete", _store.Steps[^1]);
    }

    [Fact]
    public async Task Complete_TakesItsTime_ClaimIsRenewedMeanwhile()
    {
        var completion = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.OnCompleteAsync = () => completion.Task;
        await using var app = await StartAsync(_ => Task.CompletedTask);
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => _store.Has("complete"));

        _time.Advance(TimeSpan.FromSeconds(21));

        await Eventually.HoldsAsync(() => _store.Has("renew"));
        completion.SetResult(true);
        Assert.Equal(HttpStatusCode.OK, (await sending).StatusCode);
    }

    [Fact]
    public async Task Renew_Refused_CancelsTheHandlerAndIsNever2xx()
    {
        _store.OnRenew = () => false;
        _store.OnComplete = () => false;
        await using var app = await StartAsync(async context =>
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
        });
        using var answer = await SendPastARenewalAsync(app);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory]
    [InlineData("throws", "was lost while its handler ran, so the handler was cancelled.")]
    [InlineData("declines", "The claim of the event was lost while its handler ran.")]
    public async Task Renew_RefusedAndTheHandlerStops_ReleasesTheClaimAndSaysWhy(string stops, string why)
    {
        _store.OnRenew = () => false;
        await using var app = await StartAsync(
            async context =>
            {
                await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
                if (stops == "throws")
                {
                    context.RequestAborted.ThrowIfCancellationRequested();
                }

                context.Response.StatusCode = 503;
            },
            "Development");
        using var answer = await SendPastARenewalAsync(app);

        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.InternalServerError, 1), (answer.StatusCode, Count("release")));
    }

    [Fact]
    public async Task Renew_RefusedWhileTheEventIsRecorded_IsNoLoss()
    {
        var (renewed, completed) = (new TaskCompletionSource<bool>(), new TaskCompletionSource<bool>());
        _store.OnRenewAsync = () => renewed.Task;
        _store.OnCompleteAsync = () => completed.Task;
        await using var app = await StartAsync(_ => Task.CompletedTask);
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => _store.Has("complete"));
        _time.Advance(TimeSpan.FromSeconds(21));
        await Eventually.HoldsAsync(() => _store.Has("renew"));

        renewed.SetResult(false);
        completed.SetResult(true);

        Assert.Equal(HttpStatusCode.OK, (await sending).StatusCode);
        Assert.DoesNotContain(app.OwnLogs, record => record.Id.Name == "LeaseLost");
    }

    [Theory]
    [InlineData("throws", "release")]
    [InlineData("declines", "release")]
    [InlineData("succeeds", "complete")]
    public async Task Renew_AfterTheHandlerHasEnded_IsOver(string ends, string last)
    {
        await using var app = await StartAsync(context =>
        {
            context.Response.StatusCode = ends == "declines" ? 503 : 200;
            return ends == "throws" ? throw new InvalidOperationException("broke") : Task.CompletedTask;
        });
        var sending = app.SendAsync(Delivery.Of());
        await Task.WhenAny(sending);
        Assert.Equal(ends == "throws", sending.IsFaulted);

        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(10);
        }

        Assert.Equal(last, _store.Steps[^1]);
    }

    [Fact]
    public async Task Renew_StoreAwayForLongerThanTheLease_CancelsTheHandler()
    {
        _store.OnRenew = () => throw new TimeoutException("away");
        _store.OnComplete = () => throw new TimeoutException("away");
        await using var app = await StartAsync(async context =>
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
        });
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);
        for (var i = 0; i < 200 && !sending.IsCompleted; i++)
        {
            await Task.Delay(5);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(HttpStatusCode.InternalServerError, (await sending).StatusCode);
        Assert.True(Count("renew") > 3, "One failure of the store must not cost the claim.");
    }

    // The time of a renewal has come while the handler runs
    private async Task<HttpResponseMessage> SendPastARenewalAsync(WebhookApp app)
    {
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);
        await Task.Delay(50);
        _time.Advance(TimeSpan.FromSeconds(21));
        return await sending;
    }

    private static void AssertFailed(WebhookApp app, string step)
    {
        var record = Assert.Single(app.OwnLogs, record => record.Id.Name == "StoreFailed");
        Assert.Contains($"step {step}.", record.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(record.Exception);
    }

    /// <summary>Keeps what goes on after an await until it is let go.</summary>
    private sealed class HeldContext : SynchronizationContext
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void LetGo() => _go.SetResult();

        public override void Post(SendOrPostCallback d, object? state) => _ = RunAsync(d, state);

        private async Task RunAsync(SendOrPostCallback callback, object? state)
        {
            await _go.Task.ConfigureAwait(false);
            callback(state);
        }
    }

    private int Count(string step)
    {
        lock (_store.Steps)
        {
            return _store.Steps.Count(s => s == step);
        }
    }

    private Task<WebhookApp> StartAsync(Func<HttpContext, Task> handler, string environment = "Production") =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Environment = environment,
                Services = services => services.AddSingleton<IIllowIdempotencyStore>(_store).AddSingleton<TimeProvider>(_time),
                Map = e =>
                    e.MapPost("/webhooks/illow", async context =>
                        {
                            context.RequestServices.GetRequiredService<Notes>().Add("ran");
                            await handler(context);
                        })
                        .WithMetadata(new IllowWebhookAttribute("dsr.created")),
            });
}
