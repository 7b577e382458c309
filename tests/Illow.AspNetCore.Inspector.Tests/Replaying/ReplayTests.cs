using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Tests.Replaying;

public sealed class ReplayTests
{
    [Fact]
    public async Task Replay_HandledDelivery_IsAnsweredAsARepetitionAndNotHandled()
    {
        await using var app = await InspectorApp.StartAsync();
        await app.DeliverAsync(InspectorApp.Created());

        var report = await ReplayAsync(app, 1);

        Assert.Equal((200, 2, "replayed"), report);
        Assert.Equal(1, HandlingsOf(app).Count);
        Assert.Equal((1, 1), (app.Records[1].ReplayOf, app.Records[1].First));
    }

    [Fact]
    public async Task Replay_FailedDelivery_RunsItsHandlerAgain()
    {
        await using var app = await InspectorApp.StartAsync();
        HandlingsOf(app).Handle = (_, _) => Task.FromResult(Results.StatusCode(500));
        await app.DeliverAsync(InspectorApp.Created());
        HandlingsOf(app).Handle = (_, _) => Task.FromResult(Results.NoContent());

        var report = await ReplayAsync(app, 1);

        Assert.Equal((204, 2, "handled"), report);
        Assert.Equal(2, HandlingsOf(app).Count);
    }

    [Fact]
    public async Task Replay_ForgedDelivery_IsRefusedAgain()
    {
        await using var app = await InspectorApp.StartAsync();
        await app.DeliverAsync(InspectorApp.Forged());

        Assert.Equal((401, 2, "invalid-signature"), await ReplayAsync(app, 1));
        Assert.Equal(0, HandlingsOf(app).Count);
    }

    [Fact]
    public async Task Replay_HandlerThrows_SaysThatNothingWasAnswered()
    {
        await using var app = await InspectorApp.StartAsync();
        HandlingsOf(app).Handle = (_, _) => throw new InvalidTimeZoneException();
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => app.DeliverAsync(InspectorApp.Created()));

        Assert.Equal((null, 2, "failed"), await ReplayAsync(app, 1));
        Assert.Contains(app.OwnLogs, line => line.Id.Id == 204);
    }

    [Fact]
    public async Task Replay_UnderAPathBase_GoesThroughItAgain()
    {
        await using var app = await InspectorApp.StartAsync(new() { Before = app => app.UsePathBase("/shop") });
        using var request = InspectorApp.Created().ToRequest();
        request.RequestUri = new Uri("/shop/webhooks/illow", UriKind.Relative);
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await app.Log.WaitAsync(0).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal((200, 2, "replayed"), await ReplayAsync(app, 1));
        Assert.Equal("/shop/webhooks/illow", app.Records[1].Request.Path);
    }

    [Fact]
    public async Task Replay_HandlersServices_AreOfARequestOfItsOwnAndDisposedOf()
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Services = services => services.AddScoped<Scoped>().AddHttpContextAccessor(),
        });
        Scoped? scoped = null;
        var started = false;
        HttpContext? seen = null;
        HandlingsOf(app).Handle = (_, context) =>
        {
            scoped = context.RequestServices.GetRequiredService<Scoped>();
            seen = context.RequestServices.GetRequiredService<IHttpContextAccessor>().HttpContext;
            Assert.Same(context, seen);
            context.Response.OnStarting(() =>
            {
                started = true;
                return Task.CompletedTask;
            });
            return Task.FromResult(Results.StatusCode(500));
        };
        await app.DeliverAsync(InspectorApp.Created());
        var first = (scoped, seen);
        started = false;

        await ReplayAsync(app, 1);

        Assert.NotSame(first.seen, seen);
        Assert.NotSame(first.scoped, scoped);
        Assert.True(scoped!.IsDisposed);
        Assert.True(started);
    }

    [Fact]
    public async Task Replay_WorkLeftForTheEndOfTheResponseThrows_ReportsTheAnswerAndDisposesOfTheServices()
    {
        await using var app = await InspectorApp.StartAsync(new() { Services = services => services.AddScoped<Scoped>() });
        Scoped? scoped = null;
        HandlingsOf(app).Handle = (_, context) =>
        {
            scoped = context.RequestServices.GetRequiredService<Scoped>();
            if (HandlingsOf(app).Count > 1)
            {
                context.Response.OnCompleted(() => throw new InvalidTimeZoneException());
            }

            return Task.FromResult(Results.StatusCode(500));
        };
        await app.DeliverAsync(InspectorApp.Created());

        Assert.Equal((500, 2, "declined"), await ReplayAsync(app, 1));

        Assert.True(scoped!.IsDisposed);
        Assert.IsType<InvalidTimeZoneException>(Assert.Single(app.OwnLogs, line => line.Id.Id == 27).Exception);
    }

    [Fact]
    public async Task Replay_BodyNotKeptWhole_IsRefusedAndSaysWhy()
    {
        await using var app = await InspectorApp.StartAsync(new() { Options = options => options.MaximumBodySize = 10 });
        await app.DeliverAsync(InspectorApp.Created());

        using var answer = await app.AskAsync(HttpMethod.Post, "/illow/api/deliveries/1/replay");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("MaximumBodySize", (await InspectorApp.JsonOf(answer)).GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Single(app.Records);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("false", HttpStatusCode.Forbidden)]
    [InlineData("true", HttpStatusCode.OK)]
    public async Task Replay_OutsideDevelopment_NeedsTheSetting(string? allow, HttpStatusCode expected)
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan with
        {
            Settings = allow is null ? [] : new() { ["Illow:Inspector:AllowReplay"] = allow },
        });
        await app.DeliverAsync(InspectorApp.Created());

        using var answer = await app.SendAsync(HttpMethod.Post, "/illow/api/deliveries/1/replay", request =>
        {
            request.Headers.Add("X-Illow-Inspector", "1");
            request.Headers.Add("X-User", "ada");
        });

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 2 : 1, app.Records.Count);
    }

    [Fact]
    public async Task Replay_NoLongerKept_IsNotFound()
    {
        await using var app = await InspectorApp.StartAsync();
        using var answer = await app.AskAsync(HttpMethod.Post, "/illow/api/deliveries/7/replay");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static Handlings HandlingsOf(InspectorApp app) => app.Services.GetRequiredService<Handlings>();

    private static async Task<(int? Status, long? Delivery, string? Outcome)> ReplayAsync(InspectorApp app, long id)
    {
        using var answer = await app.AskAsync(HttpMethod.Post, $"/illow/api/deliveries/{id}/replay");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var report = await InspectorApp.JsonOf(answer);
        return (
            report.TryGetProperty("status", out var status) ? status.GetInt32() : null,
            report.TryGetProperty("delivery", out var delivery) ? delivery.GetInt64() : null,
            report.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null);
    }

    private sealed class Scoped : IDisposable
    {
        internal bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
