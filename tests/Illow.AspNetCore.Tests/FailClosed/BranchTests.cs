using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Tests.FailClosed;

/// <summary>Pipelines that branch, repeat or come round again: every path to a handler leads through the check.</summary>
public sealed class BranchTests
{
    [Fact]
    public async Task UseIllowWebhooks_Twice_RunsTheHandlerOnce()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { After = a => a.UseIllowWebhooks(), Map = Map });

        using var signed = await app.SendAsync(Delivery.Fresh());
        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned());

        Assert.Equal(["ran"], app.Notes.Lines);
        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Fact]
    public async Task UseWhen_RequestInTheBranch_IsVerified()
    {
        await using var app = await StartWithUseWhenAsync("/webhooks");

        using var signed = await app.SendAsync(Delivery.Fresh());
        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned());

        Assert.Equal(["ran"], app.Notes.Lines);
        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Fact]
    public async Task UseWhen_RequestBesideTheBranch_Throws()
    {
        await using var app = await StartWithUseWhenAsync("/elsewhere");

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh().Unsigned()));

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("Map")]
    [InlineData("MapWhen")]
    public async Task Branch_WithRoutingOfItsOwn_Verifies(string how)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                UseWebhooks = false,
                Before = a =>
                {
                    void Branch(IApplicationBuilder branch)
                    {
                        branch.UseRouting();
                        branch.UseIllowWebhooks();
                        branch.UseEndpoints(e => Map(e));
                    }

                    _ = how == "Map" ? a.Map("/in", Branch) : a.MapWhen(c => c.Request.Path.StartsWithSegments("/webhooks"), Branch);
                },
            });
        var url = how == "Map" ? "/in/webhooks/illow" : "/webhooks/illow";

        using var signed = await app.SendAsync(Delivery.Fresh(), url);
        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), url);

        Assert.Equal(["ran"], app.Notes.Lines);
        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Fact]
    public async Task Branch_WithRoutingButWithoutTheMiddleware_Throws()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Before = a => a.Map("/in", branch =>
                    {
                        branch.UseRouting();
                        branch.UseEndpoints(e => Map(e));
                    }) });

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh().Unsigned(), "/in/webhooks/illow"));

        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Startup_OfTheGenericHost_VerifiesAndAudits()
    {
        using var host = CreateGenericHost(e => Map(e));
        await host.StartAsync();

        using var signed = await host.GetTestClient().SendAsync(Delivery.Fresh().To("/webhooks/illow"));
        using var unsigned = await host.GetTestClient().SendAsync(Delivery.Fresh().Unsigned().To("/webhooks/illow"));

        Assert.Equal(["ran"], host.Services.GetRequiredService<Notes>().Lines);
        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
        using var twice = CreateGenericHost(e =>
        {
            Map(e);
            Map(e);
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => twice.StartAsync());
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task ReExecution_OntoAWebhook_IsVerifiedToo(int status)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Before = a =>
                {
                    a.UseExceptionHandler("/webhooks/illow");
                    a.UseStatusCodePagesWithReExecute("/webhooks/illow");
                    a.UseRouting();
                },
                Map = e =>
                {
                    Map(e);
                    e.MapPost("/fails", () => status == 500 ? throw new InvalidOperationException() : Results.StatusCode(status));
                },
            });

        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), "/fails");

        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task ReExecution_AfterAHandlerThatThrew_TheErrorPageSeesTheEnvelope()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Before = a =>
                {
                    a.UseExceptionHandler("/error");
                    a.UseRouting();
                },
                Map = e =>
                {
                    e.MapIllowWebhook("a", void (IllowEnvelope _) => throw new InvalidOperationException());
                    e.Map("/error", (HttpContext context, Notes notes) =>
                    {
                        notes.Add(context.GetIllowEnvelope()?.Event ?? "none");
                        return Results.StatusCode(500);
                    });
                },
            });

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(["a"], app.Notes.Lines);
    }

    private static void Map(IEndpointRouteBuilder e) => e.MapPost("/webhooks/illow", [IllowWebhook("a")] (Notes notes) => notes.Add("ran"));

    private static IHost CreateGenericHost(Action<IEndpointRouteBuilder> map) =>
        new HostBuilder()
            .ConfigureAppConfiguration(c => c.AddInMemoryCollection(WebhookApp.DefaultKey))
            .ConfigureWebHost(web =>
                web.UseTestServer()
                    .ConfigureServices(services => services.AddSingleton<Notes>().AddIllowWebhooks())
                    .Configure(app =>
                    {
                        app.UseRouting();
                        app.UseIllowWebhooks();
                        app.UseEndpoints(map);
                    }))
            .Build();

    private static Task<WebhookApp> StartWithUseWhenAsync(string path) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                UseWebhooks = false,
                Before = a => a.UseWhen(c => c.Request.Path.StartsWithSegments(path), branch => branch.UseIllowWebhooks()),
                Map = Map,
            });
}
