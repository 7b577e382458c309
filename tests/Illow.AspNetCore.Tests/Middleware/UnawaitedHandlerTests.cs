using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Middleware;

/// <summary>Code around a handler that does not wait for it, such as a timeout of the application's own, has not handled its event.</summary>
public sealed class UnawaitedHandlerTests
{
    public static TheoryData<string, int> Cases => new()
    {
        { "middleware", 200 },
        { "middleware", 504 },
        { "middleware throws", 500 },
        { "endpoint filter", 200 },
        { "action filter", 200 },
        { "action filter", 504 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Handler_StillRunsWhenItIsAnswered_IsNotHandledAndNoRetryRunsBesideIt(string way, int status)
    {
        var gate = new Gate(status);
        await using var app = await StartAsync(way, gate);

        using var first = await app.SendAsync(Delivery.Of());
        if (status == 200)
        {
            await Problem.AssertAsync(first, HttpStatusCode.InternalServerError, "not-handled");
            Assert.Contains(app.OwnLogs, record => record.Id.Name == "HandlerStillRuns");
        }
        else
        {
            Assert.Equal(status, (int)first.StatusCode);
        }

        using var beside = await app.SendAsync(Delivery.Of());
        await Problem.AssertAsync(beside, HttpStatusCode.Conflict, "in-progress");
        Assert.Equal(1, gate.Runs);

        gate.IsOpen.SetResult();
        await Eventually.HoldsAsync(async () =>
        {
            using var later = await app.SendAsync(Delivery.Of());
            return later.StatusCode != HttpStatusCode.Conflict;
        });
        Assert.Equal(2, gate.Runs);
    }

    private static Task<WebhookApp> StartAsync(string way, Gate gate) => WebhookApp.StartAsync(new AppPlan
    {
        Kestrel = true,
        Services = services => services.AddSingleton(gate),
        Controllers = way == "action filter" ? [typeof(SlowController)] : [],
        Mvc = options => options.Filters.Add(new ImpatientFilter(gate)),
        Before = app => app.UseExceptionHandler(_ => { }),
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
                    if (way != "endpoint filter")
                    {
                        return await next(invocation);
                    }

                    var running = next(invocation).AsTask();
                    await Task.WhenAny(running, gate.HasBegun.Task);
                    return Results.StatusCode(gate.Status);
                });
            }
        },
    });

    public sealed class Gate(int status)
    {
        private int _runs;

        public TaskCompletionSource HasBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource IsOpen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Runs => _runs;

        public int Status => status;

        public async Task RunAsync()
        {
            Interlocked.Increment(ref _runs);
            HasBegun.TrySetResult();
            await IsOpen.Task;
            throw new InvalidOperationException("broke, too late for its answer");
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
        public Task Receive() => gate.RunAsync();
    }
}
