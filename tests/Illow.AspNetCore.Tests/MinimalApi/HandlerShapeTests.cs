using System.Net;
using System.Text.Json;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.MinimalApi;

/// <summary>Handlers of every shape a minimal endpoint may have: signed they run and answer, unsigned they do not.</summary>
public sealed class HandlerShapeTests
{
    private static readonly Dictionary<string, Func<IEndpointRouteBuilder, IEndpointConventionBuilder>> Shapes = new()
    {
        ["lambda with the attribute"] = e =>
            e.MapPost("/x", [IllowWebhook("a")] (IllowEnvelope<DsrCreated> d, Notes n) => Ran(n, d.Metadata.Id)),
        ["local function with the attribute"] = e =>
        {
            [IllowWebhook("a")]
            static string? Local(IllowEnvelope<DsrCreated> d, Notes n) => Ran(n, d.Metadata.Id);
            return e.MapPost("/x", Local);
        },
        ["method group with the attribute"] = e => e.MapPost("/x", Method),
        ["mapped by us"] = e => e.MapIllowWebhook("a", (IllowEnvelope<DsrCreated> d, Notes n) => Ran(n, d.Metadata.Id), "/x"),
        ["metadata added"] = e =>
            e.MapPost("/x", (IllowEnvelope d, Notes n) => Ran(n, d.GetMetadata<DsrCreated>().Id))
                .WithMetadata(new IllowWebhookAttribute("a")),
        ["JsonElement"] = e =>
            e.MapIllowWebhook("a", (IllowEnvelope<JsonElement> d, Notes n) => Ran(n, d.Metadata.GetProperty("id").GetString()), "/x"),
        ["two envelopes and the body"] = e =>
            e.MapIllowWebhook(
                "a",
                (IllowEnvelope d, IllowEnvelope<DsrCreated> t, [FromBody] JsonElement body, Notes n) =>
                    Ran(n, body.GetProperty("idempotencyKey").GetString() == d.IdempotencyKey ? t.Metadata.Id : "differ"),
                "/x"),
        ["nullable envelope"] = e => e.MapIllowWebhook("a", (IllowEnvelope<DsrCreated>? d, Notes n) => Ran(n, d!.Metadata.Id), "/x"),
        ["no envelope"] = e => e.MapPost("/x", [IllowWebhook("a")] (Notes n) => Ran(n, "dsr-1")),
        ["context alone"] = e =>
            e.MapIllowWebhook(
                "a",
                (HttpContext c) => Ran(c.RequestServices.GetRequiredService<Notes>(), c.GetIllowEnvelope()!.GetMetadata<DsrCreated>().Id),
                "/x"),
        ["request delegate"] = e =>
            e.MapPost("/x", (HttpContext c) =>
                    c.Response.WriteAsync(
                        Ran(c.RequestServices.GetRequiredService<Notes>(), c.GetIllowEnvelope()!.GetMetadata<DsrCreated>().Id)!))
                .WithMetadata(new IllowWebhookAttribute("a")),
        ["services and token"] = e =>
            e.MapIllowWebhook(
                "a",
                ([FromServices] Notes n, CancellationToken ct, IllowEnvelope<DsrCreated> d) =>
                    Ran(n, ct.IsCancellationRequested ? "cancelled" : d.Metadata.Id),
                "/x"),
        ["as parameters"] = e => e.MapIllowWebhook("a", ([AsParameters] Parameters p) => Ran(p.Notes, p.Delivery.Metadata.Id), "/x"),
        ["task of a typed result"] = e =>
            e.MapIllowWebhook(
                "a",
                async Task<Results<ContentHttpResult, NotFound>> (IllowEnvelope<DsrCreated> d, Notes n) =>
                {
                    await Task.Yield();
                    return TypedResults.Text(Ran(n, d.Metadata.Id));
                },
                "/x"),
        ["value task"] = e =>
            e.MapIllowWebhook(
                "a",
                async ValueTask<IResult> (IllowEnvelope<DsrCreated> d, Notes n) =>
                {
                    await Task.Yield();
                    return Results.Text(Ran(n, d.Metadata.Id));
                },
                "/x"),
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Handler_SignedDelivery_RunsAndAnswers(string shape)
    {
        await using var app = await StartAsync(Shapes[shape]);

        using var response = await app.SendAsync(Delivery.Fresh(), "/x");

        Assert.Equal("dsr-1", await response.Content.ReadAsStringAsync());
        Assert.Equal(["dsr-1"], app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Handler_UnsignedDelivery_DoesNotRun(string shape)
    {
        await using var app = await StartAsync(Shapes[shape]);

        using var response = await app.SendAsync(Delivery.Fresh().Unsigned(), "/x");

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Handler_StreamOfResults_IsSentWhole()
    {
        static async IAsyncEnumerable<int> Count()
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }

        await using var app = await StartAsync(e => e.MapIllowWebhook("a", (IllowEnvelope _) => Count(), "/x"));

        using var response = await app.SendAsync(Delivery.Fresh(), "/x");

        Assert.Equal("[0,1,2]", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Handler_EnvelopeAndFeature_AreOfOneDelivery()
    {
        await using var app = await StartAsync(e =>
            e.MapIllowWebhook(
                "a",
                (IllowEnvelope d, HttpContext c, Notes n) =>
                    n.Add(
                        $"{ReferenceEquals(d, c.GetIllowEnvelope())} "
                        + $"{ReferenceEquals(d, c.Features.Get<IIllowWebhookFeature>()!.Envelope)} "
                        + $"{d.Webhook} {d.Event} {d.CompanyId} {d.SiteId}"),
                "/x"));

        using var response = await app.SendAsync(Delivery.Fresh(), "/x");

        Assert.Equal(["True True default a c-1 s-1"], app.Notes.Lines);
    }

    [Fact]
    public async Task Handler_UndecoratedWithAnEnvelope_ThrowsInsteadOfRunning()
    {
        await using var app = await StartAsync(e => e.MapPost("/x", (IllowEnvelope d, Notes n) => Ran(n, d.Event)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh(), "/x"));

        Assert.Empty(app.Notes.Lines);
    }

    private static string? Ran(Notes notes, string? what)
    {
        notes.Add(what!);
        return what;
    }

    [IllowWebhook("a")]
    private static string? Method(IllowEnvelope<DsrCreated> d, Notes n) => Ran(n, d.Metadata.Id);

    private static Task<WebhookApp> StartAsync(Func<IEndpointRouteBuilder, IEndpointConventionBuilder> map) =>
        WebhookApp.StartAsync(new AppPlan { Map = e => map(e) });

    internal sealed record Parameters(IllowEnvelope<DsrCreated> Delivery, [FromServices] Notes Notes);
}
