using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Tests.MinimalApi;

/// <summary>The attribute implies POST on a minimal endpoint as on an action, whatever it was mapped with.</summary>
public sealed class HandlerMethodTests
{
    public static TheoryData<string> Mappings => ["Map", "MapGet", "MapPost", "MapPut", "MapMethods", "MapFallback"];

    [Theory]
    [MemberData(nameof(Mappings))]
    public async Task Mapping_SignedPost_Runs(string mapping)
    {
        await using var app = await StartAsync(mapping);

        using var response = await app.SendAsync(Delivery.Fresh(), "/hook");

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Mappings))]
    public async Task Mapping_UnsignedOrOtherMethod_RunsNothing(string mapping)
    {
        await using var app = await StartAsync(mapping);

        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), "/hook");
        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
        foreach (var method in new[] { "GET", "PUT", "DELETE", "post", "OPTIONS" })
        {
            using var response = await app.Client.SendAsync(Delivery.Fresh().To("/hook", new HttpMethod(method)));
            await Problem.AssertAsync(response, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
            Assert.Equal(["POST"], response.Content.Headers.Allow);
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("MapGet", 1)]
    [InlineData("MapPut", 1)]
    [InlineData("Map", 0)]
    [InlineData("MapPost", 0)]
    [InlineData("MapMethods", 0)]
    public async Task Start_MappedForAnotherMethod_WarnsThatItIsReachedByPost(string mapping, int warnings)
    {
        await using var app = await StartAsync(mapping);

        Assert.Equal(warnings, app.AuditWarnings.Count(w => w.Contains("MapPost", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Handler_WithAnotherMethodAmongItsMetadata_GetsItsEnvelope()
    {
        // As documentation of an API does that describes a handler by a method of its own
        var described = typeof(HandlerMethodTests).GetMethods()[0];
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Map = e =>
                    e.MapIllowWebhook("a", (IllowEnvelope envelope, Notes notes) => notes.Add(envelope.Event), "/hook")
                        .WithMetadata(described),
            });

        using var response = await app.SendAsync(Delivery.Fresh(), "/hook");

        Assert.Equal(["a"], app.Notes.Lines);
    }

    [Theory]
    [InlineData(404, 200)]
    [InlineData(500, 200)]
    [InlineData(202, 202)]
    public async Task Handler_BehindAStatusThatStandsAlready_Runs(int before, int after)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Before = a => a.Use(next => context =>
            {
                context.Response.StatusCode = before;
                return next(context);
            }),
            Map = e => e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran")),
        });

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal((after, "ran"), ((int)response.StatusCode, Assert.Single(app.Notes.Lines)));
    }

    private static Task<WebhookApp> StartAsync(string mapping) => WebhookApp.StartAsync(new AppPlan { Map = e => Map(e, mapping) });

    private static void Map(IEndpointRouteBuilder e, string mapping)
    {
        var handler = [IllowWebhook("a")] (Notes notes) => notes.Add("ran");
        _ = mapping switch
        {
            "Map" => e.Map("/hook", handler),
            "MapGet" => e.MapGet("/hook", handler),
            "MapPut" => e.MapPut("/hook", handler),
            "MapMethods" => e.MapMethods("/hook", ["GET", "POST", "OPTIONS"], handler),
            "MapFallback" => e.MapFallback("/hook", handler),
            _ => (IEndpointConventionBuilder)e.MapPost("/hook", handler),
        };
    }
}
