using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Illow.AspNetCore.Tests.Idempotency;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Middleware;

/// <summary>What was not handled is no success to its sender, whatever the application puts before the receiver.</summary>
public sealed class KeptFailureTests
{
    private static readonly Dictionary<string, Action<WebApplication>> Ways = new()
    {
        ["catches"] = app => app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (InvalidOperationException)
            {
                await context.Response.WriteAsync("""{"success":false}""");
            }
        }),
        ["error page"] = app => app.UseExceptionHandler("/sorry"),
        ["error lambda"] = app => app.UseExceptionHandler(error => error.Run(async context =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            await context.Response.WriteAsync("sorry");
        })),
        ["exception handler"] = app => app.UseExceptionHandler(_ => { }),
        ["status page"] = app => app.UseStatusCodePagesWithReExecute("/sorry"),
        ["status redirect"] = app => app.UseStatusCodePagesWithRedirects("/sorry"),
        ["status lambda"] = app => app.UseStatusCodePages(async context =>
        {
            context.HttpContext.Response.StatusCode = StatusCodes.Status200OK;
            await context.HttpContext.Response.WriteAsync("sorry");
        }),
        ["wraps"] = app => app.Use(async (context, next) =>
        {
            var body = context.Response.Body;
            using var held = new MemoryStream();
            context.Response.Body = held;
            try
            {
                await next(context);
            }
            catch (InvalidOperationException)
            {
                // An envelope around it
            }

            context.Response.Body = body;
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentLength = null;
            await context.Response.WriteAsJsonAsync(new { success = false });
        }),
    };

    public static TheoryData<string, string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (var way in Ways.Keys)
            {
                if (way.StartsWith("status", StringComparison.Ordinal) || way == "wraps")
                {
                    data.Add(way, "declines", 409);
                }

                if (!way.StartsWith("status", StringComparison.Ordinal))
                {
                    data.Add(way, "throws", 500);
                }
            }

            data.Add("wraps", "is away", 503);
            data.Add("wraps", "is unsigned", 401);
            data.Add("catches", "resolver throws", 500);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Delivery_NotHandledAndMiddlewareBeforeMakesASuccessOfIt_IsNo2xx(string way, string what, int status)
    {
        await using var app = await StartAsync(Ways[way], what, failures: int.MaxValue, way == "exception handler");
        var delivery = what == "is unsigned" ? Delivery.Of().Unsigned() : Delivery.Of();

        for (var i = 0; i < 2; i++)
        {
            using var answer = await app.SendAsync(delivery);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.False(answer.Headers.Contains("idempotent-replayed"));
        }

        var line = app.OwnLogs.First(record => record.Id.Name == "FailureKept");
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains($"to be answered {status}", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_RunOnceMoreByAnErrorPageAtItsOwnUrl_TheLastRunDecides()
    {
        await using var app = await StartAsync(a => a.UseExceptionHandler("/webhooks/illow"), "throws", failures: 1);

        using var first = await app.SendAsync(Delivery.Of());
        using var second = await app.SendAsync(Delivery.Of());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("idempotent-replayed")));
        Assert.Equal(2, app.Notes.Lines.Count);
        Assert.DoesNotContain(app.OwnLogs, record => record.Id.Name == "FailureKept");
    }

    [Fact]
    public async Task Delivery_RunOnceMoreWhereTheStoreWasAway_TheLastRunDecides()
    {
        var claims = 0;
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Kestrel = true,
            Before = a => a.Use(async (context, next) =>
            {
                var body = context.Response.Body;
                context.Response.Body = new MemoryStream();
                await next(context);
                Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
                context.Response.Clear();
                context.Response.Body = body;
                await next(context);
            }),
            Services = services => services.AddSingleton<IIllowIdempotencyStore>(new ScriptedStore
            {
                OnClaim = _ => claims++ == 0 ? throw new TimeoutException() : new IllowClaimResult(IllowClaimStatus.Completed),
            }),
            Map = endpoints => endpoints.MapIllowWebhook("dsr.created", () => Results.Ok()),
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal(2, claims);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(app.OwnLogs, record => record.Id.Name == "FailureKept");
    }

    [Fact]
    public async Task Delivery_HandledOrRepeated_IsWhatTheMiddlewareBeforeMakesOfIt()
    {
        await using var app = await StartAsync(Ways["wraps"], "throws", failures: 0);

        using var first = await app.SendAsync(Delivery.Of());
        using var second = await app.SendAsync(Delivery.Of());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Single(app.Notes.Lines);
        Assert.DoesNotContain(app.OwnLogs, record => record.Id.Name == "FailureKept");
    }

    private static Task<WebhookApp> StartAsync(Action<WebApplication> before, string what, int failures, bool hasExceptionHandler = false)
    {
        var runs = 0;
        return WebhookApp.StartAsync(new AppPlan
        {
            Kestrel = true,
            Before = before,
            Services = services =>
            {
                if (hasExceptionHandler)
                {
                    services.AddExceptionHandler<AnswersOk>();
                }

                if (what == "is away")
                {
                    services.AddSingleton<IIllowIdempotencyStore>(new ScriptedStore { OnClaim = _ => throw new TimeoutException() });
                }
                else if (what == "resolver throws")
                {
                    services.AddSingleton<IIllowEventResolver, Throwing>();
                }
            },
            Map = endpoints =>
            {
                endpoints.Map("/sorry", () => Results.Ok("sorry"));
                endpoints.MapIllowWebhook("dsr.created", (Notes notes) =>
                {
                    notes.Add("ran");
                    return what == "declines" ? Results.StatusCode(409)
                        : runs++ < failures ? throw new InvalidOperationException("broke")
                        : Results.Ok();
                });
            },
        });
    }

    private sealed class AnswersOk : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            httpContext.Response.StatusCode = StatusCodes.Status200OK;
            await httpContext.Response.WriteAsync("sorry", cancellationToken);
            return true;
        }
    }

    private sealed class Throwing : IIllowEventResolver
    {
        public ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("broke");
    }
}
