using System.Net;
using System.Text;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>Whatever way a handler answers, nothing leaves before its event is recorded, and all of it leaves afterwards.</summary>
public sealed class HeldResponseTests
{
    public static TheoryData<string> Ways => [.. Writers.Keys];

    private static readonly Dictionary<string, Func<HttpContext, Task>> Writers = new()
    {
        ["WriteAsync"] = context => context.Response.WriteAsync("answer"),
        ["Body, twice"] = async context =>
        {
            await context.Response.Body.WriteAsync("ans"u8.ToArray());
            await context.Response.Body.WriteAsync("wer"u8.ToArray());
        },
        ["Body"] = context => context.Response.Body.WriteAsync("answer"u8.ToArray()).AsTask(),
        ["BodyWriter, flushed"] = context => context.Response.BodyWriter.WriteAsync("answer"u8.ToArray()).AsTask(),
        ["BodyWriter, not flushed"] = context =>
        {
            "answer"u8.CopyTo(context.Response.BodyWriter.GetSpan(6));
            context.Response.BodyWriter.Advance(6);
            return Task.CompletedTask;
        },
        ["StartAsync first"] = async context =>
        {
            await context.Response.StartAsync();
            await context.Response.WriteAsync("answer");
            await context.Response.CompleteAsync();
        },
        ["SendFileAsync"] = async context =>
        {
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, "answer");
            await context.Response.SendFileAsync(file);
            File.Delete(file);
        },
        ["Results.Text"] = context => Results.Text("answer").ExecuteAsync(context),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Answer_WrittenInAnyWay_ArrivesWholeAndOnlyAfterCompletion(string way)
    {
        var store = new ScriptedStore();
        var startedBeforeCompletion = true;
        HttpContext? seen = null;
        store.OnComplete = () =>
        {
            startedBeforeCompletion = seen!.Response.HasStarted;
            return true;
        };
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Kestrel = true,
                Services = services => services.AddSingleton<IIllowIdempotencyStore>(store),
                Map = e =>
                    e.MapPost("/webhooks/illow", context =>
                        {
                            seen = context;
                            context.Response.StatusCode = 202;
                            context.Response.Headers["x-handler"] = "ran";
                            return Writers[way](context);
                        })
                        .WithMetadata(new IllowWebhookAttribute("dsr.created")),
            });

        var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("answer", await response.Content.ReadAsStringAsync());
        Assert.Equal("ran", Assert.Single(response.Headers.GetValues("x-handler")));
        Assert.False(startedBeforeCompletion);
    }

    [Theory]
    [InlineData("ans")]
    [InlineData("")]
    public async Task Answer_OfMiddlewareBefore_FollowsTheHandlers(string handlers)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Before = a =>
                    a.Use(
                        async (context, next) =>
                        {
                            await next(context);
                            await context.Response.WriteAsync("wer");
                        }),
                Map = e =>
                    e.MapPost("/webhooks/illow", context => context.Response.WriteAsync(handlers))
                        .WithMetadata(new IllowWebhookAttribute("dsr.created")),
            });

        using var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(handlers + "wer", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Handler_ThrowsAfterWriting_LeavesTheAnswerToTheApplicationsOwnErrorHandler()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Before = a => a.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("mended"))),
                Map = e =>
                    e.MapPost("/webhooks/illow", async context =>
                        {
                            await context.Response.WriteAsync("half an ans");
                            throw new InvalidOperationException("broke");
                        })
                        .WithMetadata(new IllowWebhookAttribute("dsr.created")),
            });

        var response = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("mended", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Handler_ReadsItsFence_FromTheFeature()
    {
        var store = new ScriptedStore();
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Services = services => services.AddSingleton<IIllowIdempotencyStore>(store),
                Map = e =>
                    e.MapIllowWebhook("dsr.created", (HttpContext context) =>
                        Results.Text(
                            context
                                .Features.Get<IIllowWebhookFeature>()!
                                .Claim!.Value.Fence.ToString(System.Globalization.CultureInfo.InvariantCulture),
                            contentEncoding: Encoding.UTF8)),
            });
        Assert.Equal("7", await (await app.SendAsync(Delivery.Of())).Content.ReadAsStringAsync());
    }
}
