using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Tests.MinimalApi;

/// <summary>MapIllowWebhook and groups: paths, webhooks, prefixes, filters.</summary>
public sealed class MappingTests
{
    [Fact]
    public async Task MapIllowWebhook_NoPattern_AnswersAtTheDefaultPath()
    {
        await using var app = await StartAsync(e => e.MapIllowWebhook("a", (Notes n) => n.Add("ran")));

        using var response = await app.SendAsync(Delivery.Fresh(), "/webhooks/illow");

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    [Fact]
    public async Task MapIllowWebhook_PathFromSettings_AnswersThere()
    {
        await using var app = await StartAsync(
            e => e.MapIllowWebhook("a", (Notes n) => n.Add("ran")),
            WebhookApp.DefaultKey.With("Illow:Path", "/in"));

        using var response = await app.SendAsync(Delivery.Fresh(), "/in");

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    [Fact]
    public async Task MapIllowWebhook_WithPattern_AnswersThereAlone()
    {
        await using var app = await StartAsync(e => e.MapIllowWebhook("a", (Notes n) => n.Add("ran"), "/own/{id}"));

        using var own = await app.SendAsync(Delivery.Fresh(), "/own/7");
        using var standard = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(["ran"], app.Notes.Lines);
        Assert.Equal(HttpStatusCode.NotFound, standard.StatusCode);
    }

    [Fact]
    public async Task MapIllowWebhook_WithWebhook_TakesThatOneAlone()
    {
        await using var app = await StartAsync(
            e => e.MapIllowWebhook("a", (Notes n) => n.Add("ran"), webhook: "eu"),
            Settings.Of(("eu", TestKeys.A, []), ("us", TestKeys.B, [])));

        using var eu = await app.SendAsync(Delivery.Fresh());
        using var us = await app.SendAsync(Delivery.Fresh().By(TestKeys.B));

        Assert.Equal(["ran"], app.Notes.Lines);
        await Problem.AssertAsync(us, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public async Task MapIllowWebhook_BlankEvent_Throws(string? @event) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => StartAsync(e => e.MapIllowWebhook(@event!, () => { })));

    [Fact]
    public async Task Group_Prefix_MovesTheDefaultPathAndThePattern()
    {
        await using var app = await StartAsync(e =>
        {
            var group = e.MapGroup("/tenants/{tenant}").MapGroup("/in");
            group.MapIllowWebhook("a", (string tenant, Notes n) => n.Add("default " + tenant));
            group.MapIllowWebhook("a", (string tenant, Notes n) => n.Add("own " + tenant), "/own");
            group.MapPost("/lambda", [IllowWebhook("a")] (string tenant, Notes n) => n.Add("lambda " + tenant));
        });

        foreach (var url in new[] { "webhooks/illow", "own", "lambda" })
        {
            using var signed = await app.SendAsync(Delivery.Fresh(), "/tenants/acme/in/" + url);
            using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), "/tenants/acme/in/" + url);
            await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
        }

        Assert.Equal(["default acme", "own acme", "lambda acme"], app.Notes.Lines);
    }

    [Fact]
    public async Task Filters_SignedDelivery_RunAroundTheHandlerOutsideIn()
    {
        await using var app = await StartAsync(MapWithFilters);

        using var response = await app.SendAsync(Delivery.Fresh(), "/group/x");

        Assert.Equal(["group", "endpoint IllowEnvelope`1", "ran", "endpoint done", "group done"], app.Notes.Lines);
    }

    [Fact]
    public async Task Filters_UnsignedDelivery_NoneRuns()
    {
        await using var app = await StartAsync(MapWithFilters);

        using var response = await app.SendAsync(Delivery.Fresh().Unsigned(), "/group/x");

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Filters_ShortCircuit_TheirAnswerCounts()
    {
        await using var app = await StartAsync(e =>
            e.MapIllowWebhook("a", (Notes n) => n.Add("ran")).AddEndpointFilter((_, _) => new ValueTask<object?>(Results.StatusCode(402))));

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Conventions_OnTheEndpoint_AreKept()
    {
        await using var app = await StartAsync(e =>
        {
            e.MapIllowWebhook("a", (HttpContext c, Notes n) =>
                    n.Add(c.GetEndpoint()!.DisplayName + c.GetEndpoint()!.Metadata.GetMetadata<EndpointNameMetadata>()?.EndpointName))
                .WithName("receive-a")
                .WithDisplayName("display ");
            e.MapIllowWebhook("b", () => { }).WithName("receive-b");
            e.MapGet("/link", (LinkGenerator links) => links.GetPathByName("receive-b"));
        });

        using var response = await app.SendAsync(Delivery.Fresh("a"));

        Assert.Equal(["display receive-a"], app.Notes.Lines);
        Assert.Equal("/webhooks/illow", await app.Client.GetStringAsync("/link"));
    }

    private static void MapWithFilters(IEndpointRouteBuilder e)
    {
        var group = e.MapGroup("/group");
        group.AddEndpointFilter((context, next) => NoteAsync(context, next, "group", false));
        group.MapPost("/x", [IllowWebhook("a")] (IllowEnvelope<DsrCreated> d, Notes n) => n.Add("ran"))
            .AddEndpointFilter((context, next) => NoteAsync(context, next, "endpoint", true));
    }

    private static async ValueTask<object?> NoteAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next,
        string who,
        bool arguments)
    {
        var notes = context.Arguments.OfType<Notes>().Single();
        notes.Add(arguments ? $"{who} {context.Arguments[0]!.GetType().Name}" : who);
        var result = await next(context);
        notes.Add(who + " done");
        return result;
    }

    private static Task<WebhookApp> StartAsync(Action<IEndpointRouteBuilder> map, Dictionary<string, string?>? settings = null) =>
        WebhookApp.StartAsync(new AppPlan { Settings = settings, Map = map });
}
