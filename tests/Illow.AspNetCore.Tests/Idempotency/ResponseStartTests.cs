using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>
/// What a handler leaves for the start of the response is part of its work: it is done before the event is recorded, or the event is open.
/// </summary>
public sealed class ResponseStartTests
{
    private static readonly Dictionary<string, Func<HttpContext, Task>> Starts = new()
    {
        ["by itself"] = _ => Task.CompletedTask,
        ["written"] = context => context.Response.WriteAsync("answer"),
        ["writer"] = context => context.Response.BodyWriter.WriteAsync("answer"u8.ToArray()).AsTask(),
        ["writer, not flushed"] = context =>
        {
            "answer"u8.CopyTo(context.Response.BodyWriter.GetSpan(6));
            context.Response.BodyWriter.Advance(6);
            return Task.CompletedTask;
        },
        ["StartAsync"] = context => context.Response.StartAsync(),
        ["CompleteAsync"] = context => context.Response.CompleteAsync(),
        ["Results"] = context => Results.Json(new { answer = 1 }).ExecuteAsync(context),
    };

    public static TheoryData<string> Ways => [.. Starts.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task OnStarting_ForAHandledEvent_HasRunBeforeItIsRecorded(string way)
    {
        var store = new ScriptedStore();
        var steps = store.Steps;
        await using var app = await StartAsync(store, async context =>
        {
            context.Response.OnStarting(() => NoteAsync(steps, "first"));
            context.Response.OnStarting(async () =>
            {
                context.Response.Headers["x-starting"] = "ran";
                await NoteAsync(steps, "second");
            });
            await Starts[way](context);
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("ran", Assert.Single(answer.Headers.GetValues("x-starting")));
        Assert.Equal(["claim", "second", "first", "complete"], steps);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task OnStarting_Throws_LeavesTheEventOpen(string way)
    {
        var runs = 0;
        await using var app = await StartAsync(null, async context =>
        {
            if (++runs == 1)
            {
                context.Response.OnStarting(() => throw new InvalidOperationException("not saved"));
            }

            await Starts[way](context);
        });
        var delivery = Delivery.Of();

        using var first = await app.SendAsync(delivery);
        using var second = await app.SendAsync(delivery);

        Assert.Equal((HttpStatusCode.InternalServerError, "mended"), (first.StatusCode, await first.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(2, runs);
        Assert.False(second.Headers.Contains("idempotent-replayed"));
    }

    [Fact]
    public async Task OnStarting_ThrowsAndTheHandlerSwallowsIt_LeavesTheEventOpen()
    {
        await using var app = await StartAsync(null, async context =>
        {
            context.Response.OnStarting(() => throw new InvalidOperationException("not saved"));
            try
            {
                await context.Response.WriteAsync("answer");
            }
            catch (InvalidOperationException)
            {
                context.Response.StatusCode = 200;
            }
        });

        using var answer = await app.SendAsync(Delivery.Of());

        await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-handled");
    }

    [Fact]
    public async Task OnStarting_OfMiddlewareBehind_CountsToo()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(
            store,
            _ => Task.CompletedTask,
            a =>
                a.Use(
                    (context, next) =>
                    {
                        context.Response.OnStarting(() => throw new InvalidOperationException("not saved"));
                        return next(context);
                    }));

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(["claim", "release"], store.Steps);
    }

    [Fact]
    public async Task OnStarting_HandlerThrew_IsNotRun()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(store, context =>
        {
            context.Response.OnStarting(() => NoteAsync(store.Steps, "saved half"));
            throw new InvalidOperationException("broke");
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(["claim", "release"], store.Steps);
    }

    [Fact]
    public async Task OnStarting_InTransaction_RunsWithinIt()
    {
        var steps = new List<string>();
        var store = new ScriptedTransactionalStore
        {
            OnExecute = async handler =>
            {
                steps.Add("begin");
                steps.Add(await handler(ScriptedTransactionalStore.Claim) ? "commit" : "roll back");
                return IllowClaimResult.Claimed(ScriptedTransactionalStore.Claim);
            },
        };
        await using var app = await StartAsync(store, context =>
        {
            context.Response.OnStarting(() => NoteAsync(steps, "save"));
            return Task.CompletedTask;
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal(["begin", "save", "commit"], steps);
    }

    [Fact]
    public async Task OnStarting_ThrowsInTransaction_IsRolledBack()
    {
        var thrown = 0;
        var store = new ScriptedTransactionalStore
        {
            OnExecute = async handler =>
            {
                try
                {
                    await handler(ScriptedTransactionalStore.Claim);
                }
                catch (InvalidOperationException)
                {
                    thrown++;
                    throw;
                }

                return IllowClaimResult.Claimed(ScriptedTransactionalStore.Claim);
            },
        };
        await using var app = await StartAsync(store, context =>
        {
            context.Response.OnStarting(() => throw new InvalidOperationException("not saved"));
            return Task.CompletedTask;
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal((HttpStatusCode.InternalServerError, 1), (answer.StatusCode, thrown));
    }

    [Fact]
    public async Task OnCompleted_Always_RunsAfterTheAnswer()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(store, context =>
        {
            context.Response.OnCompleted(() => NoteAsync(store.Steps, "completed"));
            return Task.CompletedTask;
        });

        using var answer = await app.SendAsync(Delivery.Of());

        await Eventually.HoldsAsync(() => store.Steps.Count == 3);
        Assert.Equal(["claim", "complete", "completed"], store.Steps);
    }

    private static async Task NoteAsync(List<string> steps, string step)
    {
        await Task.Yield();
        steps.Add(step);
    }

    private static Task<WebhookApp> StartAsync(
        IIllowIdempotencyStore? store,
        RequestDelegate handler,
        Action<WebApplication>? after = null
    ) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Kestrel = true,
                Services = services =>
                {
                    if (store is not null)
                    {
                        services.AddSingleton(store);
                    }
                },
                Before = a => a.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("mended"))),
                After = after,
                Map = e => e.MapPost("/webhooks/illow", handler).WithMetadata(new IllowWebhookAttribute("dsr.created")),
            });
}
