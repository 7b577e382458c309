using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>
/// Code around a handler may not wait for it, as a timeout of the application's own: the event is decided when the handler has ended.
/// </summary>
public sealed class UnawaitedHandlerTests
{
    public static TheoryData<string, int> Cases => new()
    {
        { "middleware", 200 },
        { "middleware", 504 },
        { "middleware throws", 500 },
        { "endpoint filter", 200 },
        { "endpoint filter before a filter that waits", 200 },
        { "action filter", 200 },
        { "action filter", 504 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Handler_FailsAfterItsAnswer_IsNotHandledAndNoRetryRunsBesideIt(string way, int status)
    {
        var gate = new Gate(status, new InvalidOperationException("broke, too late for its answer"));
        await using var app = await StartAsync(way, gate);

        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => Task.FromResult(app.OwnLogs.Any(record => record.Id.Name == "HandlerStillRuns")));
        using var beside = await app.SendAsync(Delivery.Of());
        await Problem.AssertAsync(beside, HttpStatusCode.Conflict, "in-progress");
        Assert.True(gate.Runs <= 1);

        gate.IsOpen.SetResult();
        using var first = await sending;
        Assert.Equal(status == 200 ? 500 : status, (int)first.StatusCode);
        Assert.Equal(1, gate.Runs);
        using var later = await app.SendAsync(Delivery.Of());
        Assert.Equal(2, gate.Runs);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Handler_SucceedsAfterItsAnswer_IsHandledWhereTheAnswerSaysSo(string way, int status)
    {
        var gate = new Gate(status, null);
        await using var app = await StartAsync(way, gate);

        var sending = app.SendAsync(Delivery.Of());
        await Eventually.HoldsAsync(() => Task.FromResult(app.OwnLogs.Any(record => record.Id.Name == "HandlerStillRuns")));
        gate.IsOpen.SetResult();
        using var first = await sending;
        Assert.Equal(status, (int)first.StatusCode);
        Assert.Equal(status != 200, gate.WasCancelled);

        using var again = await app.SendAsync(Delivery.Of());
        Assert.Equal(status == 200, again.Headers.Contains("idempotent-replayed"));
        Assert.Equal(status == 200 ? 1 : 2, gate.Runs);
    }

    // The request is over by then, and what it had must not be asked for
    [Fact]
    public async Task Handler_FailsAfterMiddlewareBeforeTheReceiverGaveUp_ItsClaimIsReleased()
    {
        var gate = new Gate(200, new InvalidOperationException("broke, too late for its answer"));
        await using var app = await StartAsync("middleware before", gate);

        using var first = await app.SendAsync(Delivery.Of());
        gate.IsOpen.SetResult();

        await Eventually.HoldsAsync(async () =>
        {
            using var again = await app.SendAsync(Delivery.Of());
            return gate.Runs > 1;
        });
    }

    private static Task<WebhookApp> StartAsync(string way, Gate gate) => WebhookApp.StartAsync(new AppPlan
    {
        Kestrel = true,
        Services = services => services.AddSingleton(gate),
        Controllers = way == "action filter" ? [typeof(SlowController)] : [],
        Mvc = options => options.Filters.Add(new ImpatientFilter(gate)),
        Before = app => app.UseExceptionHandler(_ => { }).Use(async (context, next) =>
        {
            var running = next(context);
            await (way == "middleware before" ? Task.WhenAny(running, gate.HasBegun.Task) : running);
        }),
        After = app => app.Use(async (context, next) =>
        {
            if (!way.StartsWith("middleware", StringComparison.Ordinal))
            {
                await next(context);
                return;
            }

            // Like Task.WaitAsync with a timeout, at the moment that the test says
            var running = next(context);
            await Task.WhenAny(running, gate.HasBegun.Task);
            if (way == "middleware throws")
            {
                throw new TimeoutException();
            }

            context.Response.StatusCode = gate.Status;
        }),
        Map = endpoints =>
        {
            if (way != "action filter")
            {
                endpoints.MapIllowWebhook("dsr.created", gate.RunAsync).AddEndpointFilter(async (invocation, next) =>
                {
                    if (!way.StartsWith("endpoint filter", StringComparison.Ordinal))
                    {
                        return await next(invocation);
                    }

                    var running = next(invocation).AsTask();
                    await Task.WhenAny(running, gate.HasBegun.Task);
                    return Results.StatusCode(gate.Status);
                }).AddEndpointFilter(async (invocation, next) =>
                {
                    if (way == "endpoint filter before a filter that waits")
                    {
                        gate.HasBegun.TrySetResult();
                        await gate.IsOpen.Task;
                    }

                    return await next(invocation);
                });
            }
        },
    });

    public sealed class Gate(int status, Exception? failure)
    {
        private int _runs;

        public bool WasCancelled { get; private set; }

        public TaskCompletionSource HasBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource IsOpen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Runs => _runs;

        public int Status => status;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _runs);
            HasBegun.TrySetResult();
            await IsOpen.Task;
            WasCancelled = cancellationToken.IsCancellationRequested;
            if (failure is not null)
            {
                throw failure;
            }
        }
    }

    private sealed class ImpatientFilter(Gate gate) : IAsyncActionFilter
    {
        public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
        {
            var running = next();
            await Task.WhenAny(running, gate.HasBegun.Task);
            context.Result = new StatusCodeResult(gate.Status);
        }
    }

    public sealed class SlowController(Gate gate) : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public Task Receive(CancellationToken cancellationToken) => gate.RunAsync(cancellationToken);
    }
}
