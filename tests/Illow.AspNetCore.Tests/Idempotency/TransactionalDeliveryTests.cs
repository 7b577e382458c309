using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>What a delivery that runs inside a store's transaction is answered, whatever the transaction comes to.</summary>
public sealed class TransactionalDeliveryTests
{
    private readonly ScriptedTransactionalStore _store = new();

    [Theory]
    [InlineData(200, true)]
    [InlineData(202, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(418, false)]
    [InlineData(500, false)]
    public async Task Handler_Answers_CommitsOn2xxAloneAndItsAnswerLeavesAfterwards(int status, bool commits)
    {
        bool? commit = null;
        var startedBefore = true;
        HttpContext? seen = null;
        _store.OnExecute = async handler =>
        {
            commit = await handler(ScriptedTransactionalStore.Claim);
            startedBefore = seen!.Response.HasStarted;
            return IllowClaimResult.Claimed(ScriptedTransactionalStore.Claim);
        };
        await using var app = await StartAsync(context =>
        {
            seen = context;
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($"fence {context.Features.Get<IIllowWebhookFeature>()!.Claim!.Value.Fence}");
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal((status, "fence 7"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal((commits, false), (commit, startedBefore));
    }

    [Fact]
    public async Task Handler_Throws_ItsOwnExceptionGoesOnThoughTheStoreWrapsIt()
    {
        var thrown = new InvalidTimeZoneException("the handler's own");
        _store.OnExecute = async handler =>
        {
            try
            {
                await handler(ScriptedTransactionalStore.Claim);
            }
            catch (Exception exception)
            {
                throw new TimeoutException("given up", exception);
            }

            return default;
        };
        Exception? caught = null;
        await using var app = await StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("half an ans");
                throw thrown;
            },
            before => before.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception exception)
                {
                    caught = exception;
                    context.Response.StatusCode = 500;
                    await context.Response.WriteAsync("mended");
                }
            }));

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Same(thrown, caught);
        Assert.Equal((HttpStatusCode.InternalServerError, "mended"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.DoesNotContain(app.OwnLogs, record => record.Id.Name == "StoreFailed");
    }

    [Fact]
    public async Task Store_FailsBeforeTheHandler_Is503AndSaysWhichStep()
    {
        _store.OnExecute = _ => throw new TimeoutException("away");
        await using var app = await StartAsync(_ => Task.CompletedTask, environment: "Development");

        using var answer = await app.SendAsync(Delivery.Of());

        await Problem.AssertAsync(answer, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Contains("did not answer in time", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), answer.Headers.RetryAfter!.Delta);
        Assert.Empty(app.Notes.Lines);
        AssertStep(app, "claim");
    }

    [Fact]
    public async Task Store_FailsToCommit_Is500AndNothingOfTheHandlersAnswerLeaves()
    {
        _store.OnExecute = async handler =>
        {
            await handler(ScriptedTransactionalStore.Claim);
            throw new TimeoutException("away");
        };
        await using var app = await StartAsync(Answer, environment: "Development");

        using var answer = await app.SendAsync(Delivery.Of());

        await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-recorded");
        Assert.Null(answer.Headers.RetryAfter);
        Assert.False(answer.Headers.Contains("x-handler"));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("run 1", body, StringComparison.Ordinal);
        Assert.Contains("did not answer in time at the step commit.", body, StringComparison.Ordinal);
        AssertStep(app, "commit");
    }

    [Fact]
    public async Task Store_RunsTheHandlerAgain_OnlyTheLastRunsAnswerLeaves()
    {
        _store.OnExecute = async handler =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => handler(ScriptedTransactionalStore.Claim));
            await handler(ScriptedTransactionalStore.Claim with { Fence = 8 });
            return IllowClaimResult.Claimed(ScriptedTransactionalStore.Claim with { Fence = 8 });
        };
        await using var app = await StartAsync(async context =>
        {
            // The body is there for the second run too
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var run = RunsOf(context);
            context.Response.Headers[$"x-run-{run}"] = "ran";
            await context.Response.WriteAsync(
                $"run {run}, fence {context.Features.Get<IIllowWebhookFeature>()!.Claim!.Value.Fence}, {body.Length > 0}");
            if (run == 1)
            {
                throw new TimeoutException("a transient fault");
            }
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal((HttpStatusCode.OK, "run 2, fence 8, True"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.False(answer.Headers.Contains("x-run-1"));
    }

    [Fact]
    public async Task Store_RunsAHandlerAgainThatClosedTheBody_TheBodyIsThereAgain()
    {
        _store.OnExecute = async handler =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => handler(ScriptedTransactionalStore.Claim));
            await handler(ScriptedTransactionalStore.Claim);
            return IllowClaimResult.Claimed(ScriptedTransactionalStore.Claim);
        };
        await using var app = await StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            await context.Response.WriteAsync(body);
            if (RunsOf(context) == 1)
            {
                throw new TimeoutException("a transient fault");
            }
        });
        var delivery = Delivery.Of();

        using var answer = await app.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(delivery.Body, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Store_DoesNotAnswer_Is503AfterFiveSecondsWithoutARun()
    {
        var time = new FakeTimeProvider();
        _store.OnExecuteAsync = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return default;
        };
        await using var app = await StartAsync(_ => Task.CompletedTask, time: time);
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => _store.IsAsked);

        time.Advance(TimeSpan.FromSeconds(5));

        using var answer = await sending;
        await Problem.AssertAsync(answer, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Handler_TakesLongerThanAClaimMay_IsNotCutOff()
    {
        var time = new FakeTimeProvider();
        using var finish = new SemaphoreSlim(0);
        CancellationToken asked = default;
        _store.OnExecuteAsync = async (handler, token) =>
        {
            asked = token;
            await handler(ScriptedTransactionalStore.Claim);
            return IllowClaimResult.Claimed(ScriptedTransactionalStore.Claim);
        };
        await using var app = await StartAsync(_ => finish.WaitAsync(), time: time);
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => app.Notes.Lines.Count == 1);

        time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(asked.IsCancellationRequested);
        finish.Release();

        using var answer = await sending;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Store_DoesNotAnswerAfterTheHandler_IsGivenUpAfterFiveSeconds()
    {
        var time = new FakeTimeProvider();
        CancellationToken asked = default;
        _store.OnExecuteAsync = async (handler, token) =>
        {
            await handler(ScriptedTransactionalStore.Claim);
            asked = token;
            await Task.Delay(Timeout.Infinite, token);
            return default;
        };
        await using var app = await StartAsync(_ => Task.CompletedTask, time: time);
        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => asked.CanBeCanceled);

        time.Advance(TimeSpan.FromSeconds(5));

        using var answer = await sending;
        await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-recorded");
    }

    [Fact]
    public async Task Store_FailsAfterARunThatThrewAndOneThatDidNot_Is500()
    {
        _store.OnExecute = async handler =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => handler(ScriptedTransactionalStore.Claim));
            await handler(ScriptedTransactionalStore.Claim);
            throw new TimeoutException("no commit");
        };
        await using var app = await StartAsync(context =>
            RunsOf(context) == 1 ? throw new TimeoutException("a transient fault") : Task.CompletedTask);

        using var answer = await app.SendAsync(Delivery.Of());

        await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-recorded");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_FindsTheEventCompleted_IsReplayedWithoutTheHandlersAnswer(bool rolledBack)
    {
        _store.OnExecute = async handler =>
        {
            if (rolledBack)
            {
                await handler(ScriptedTransactionalStore.Claim);
            }

            return new IllowClaimResult(IllowClaimStatus.Completed);
        };
        await using var app = await StartAsync(Answer);

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal((HttpStatusCode.OK, string.Empty), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("true", Assert.Single(answer.Headers.GetValues("idempotent-replayed")));
        Assert.False(answer.Headers.Contains("x-handler"));
    }

    [Theory]
    [InlineData(IllowClaimStatus.InProgress, HttpStatusCode.Conflict, "in-progress", false)]
    [InlineData(IllowClaimStatus.KeyReused, HttpStatusCode.UnprocessableEntity, "key-reused", false)]
    [InlineData(IllowClaimStatus.Full, HttpStatusCode.ServiceUnavailable, "unavailable", false)]
    [InlineData(IllowClaimStatus.InProgress, HttpStatusCode.Conflict, "in-progress", true)]
    [InlineData(IllowClaimStatus.KeyReused, HttpStatusCode.UnprocessableEntity, "key-reused", true)]
    [InlineData(IllowClaimStatus.Full, HttpStatusCode.ServiceUnavailable, "unavailable", true)]
    public async Task Store_DoesNotClaim_IsRefused(IllowClaimStatus status, HttpStatusCode expected, string slug, bool rolledBack)
    {
        _store.OnExecute = async handler =>
        {
            if (rolledBack)
            {
                await handler(ScriptedTransactionalStore.Claim);
            }

            return status == IllowClaimStatus.InProgress
                ? IllowClaimResult.InProgress(TimeSpan.FromSeconds(3))
                : new IllowClaimResult(status);
        };
        await using var app = await StartAsync(Answer);

        using var answer = await app.SendAsync(Delivery.Of());

        await Problem.AssertAsync(answer, expected, slug);
        Assert.False(answer.Headers.Contains("x-handler"));
        Assert.Equal(rolledBack ? 1 : 0, app.Notes.Lines.Count);
    }

    private static void AssertStep(WebhookApp app, string step)
    {
        var record = Assert.Single(app.OwnLogs, record => record.Id.Name == "StoreFailed");
        Assert.Contains(step, record.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(record.Exception);
    }

    private static Task Answer(HttpContext context)
    {
        context.Response.StatusCode = 202;
        context.Response.Headers["x-handler"] = "ran";
        return context.Response.WriteAsync($"run {RunsOf(context)}");
    }

    /// <summary>How often the handler has run, this time included.</summary>
    private static int RunsOf(HttpContext context) => context.RequestServices.GetRequiredService<Notes>().Lines.Count;

    private Task<WebhookApp> StartAsync(
        RequestDelegate handler,
        Action<WebApplication>? before = null,
        string environment = "Production",
        TimeProvider? time = null
    ) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Environment = environment,
                Services = services => services.AddSingleton<IIllowIdempotencyStore>(_store).AddSingleton(time ?? TimeProvider.System),
                Before = before,
                Map = e =>
                    e.MapPost("/webhooks/illow", context =>
                        {
                            context.RequestServices.GetRequiredService<Notes>().Add("ran");
                            return handler(context);
                        })
                        .WithMetadata(new IllowWebhookAttribute("dsr.created")),
            });
}
