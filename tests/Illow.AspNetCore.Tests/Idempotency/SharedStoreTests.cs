using System.Net;
using Illow.AspNetCore.Idempotency.InMemory;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>What shares a store without sharing events: other applications, and endpoints of one path on other hosts.</summary>
public sealed class SharedStoreTests
{
    [Fact]
    public async Task Delivery_ToTwoApplicationsOnOneStore_IsHandledByEach()
    {
        var store = Store();
        await using var billing = await StartAsync(store, "Billing");
        await using var privacy = await StartAsync(store, "Privacy");
        var delivery = Delivery.Fresh();

        Assert.Equal([false, false], await RepliesAsync(delivery, billing, privacy));
        Assert.Equal([true, true], await RepliesAsync(delivery, billing, privacy));
    }

    [Fact]
    public async Task Delivery_ToTwoInstancesOfOneApplication_IsHandledOnce()
    {
        var store = Store();
        await using var blue = await StartAsync(store, "Billing");
        await using var green = await StartAsync(store, "Billing");

        Assert.Equal([false, true], await RepliesAsync(Delivery.Fresh(), blue, green));
    }

    [Fact]
    public async Task Delivery_ToARenamedApplicationThatKeepsItsScope_IsHandledOnce()
    {
        var store = Store();
        await using var before = await StartAsync(store, "Old");
        await using var after = await StartAsync(store, "New", scope: "Old");

        Assert.Equal([false, true], await RepliesAsync(Delivery.Fresh(), before, after));
    }

    [Fact]
    public async Task Delivery_AfterItsKeyWasRotated_IsStillARepetition()
    {
        var store = Store();
        await using var before = await StartAsync(store, "Billing");
        await using var after = await StartAsync(store, "Billing", key: TestKeys.B);
        var delivery = Delivery.Fresh();

        Assert.Equal([false], await RepliesAsync(delivery, before));
        Assert.Equal([true], await RepliesAsync(delivery.By(TestKeys.B), after));
    }

    [Fact]
    public async Task Delivery_ToTwoHostsOfOnePath_IsHandledByEachEndpoint()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Map = e =>
                {
                    e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("a")).RequireHost("a.example");
                    e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("b")).RequireHost("b.example", "*.b.example");
                },
            });
        var delivery = Delivery.Fresh();

        foreach (var host in (string[])["a.example", "b.example", "A.EXAMPLE", "x.b.example"])
        {
            using var request = delivery.To("/webhooks/illow");
            request.Headers.Host = host;
            using var response = await app.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["a", "b"], app.Notes.Lines);
    }

    [Fact]
    public async Task Delivery_WithAnotherHostHeaderToAnEndpointOfAnyHost_IsARepetition()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Map = e => e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran")) });
        var delivery = Delivery.Fresh();

        foreach (var host in (string[])["a.example", "b.example"])
        {
            using var request = delivery.To("/webhooks/illow");
            request.Headers.Host = host;
            using var response = await app.Client.SendAsync(request);
        }

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    /// <summary>Routing sees the same path in every branch: the branch is what tells their events apart.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delivery_ToTwoBranchesOfOneInnerPath_IsHandledByEach(bool isMapWhen)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                UseWebhooks = false,
                Before = a =>
                {
                    foreach (var name in (string[])["/a", "/b", "/c"])
                    {
                        Action<IApplicationBuilder> branch = b =>
                        {
                            b.UseRouting();
                            b.UseIllowWebhooks();
                            b.UseEndpoints(e => e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add(name), "/hook"));
                        };
                        _ = isMapWhen ? a.MapWhen(context => context.Request.Query["to"] == name, branch) : a.Map(name, branch);
                    }
                },
            });
        var delivery = Delivery.Fresh();

        foreach (var name in (string[])["/a", "/b", "/c", "/a", "/b", "/c"])
        {
            using var response = await app.SendAsync(delivery, isMapWhen ? "/hook?to=" + name : name + "/hook");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["/a", "/b", "/c"], app.Notes.Lines);
    }

    /// <summary>
    /// A prefix that a proxy adds or leaves out, in any spelling, makes no new event: what was captured could be handled again by it.
    /// </summary>
    [Fact]
    public async Task Delivery_WithAnotherPathBase_IsARepetition()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Before = a => a.UsePathBase("/app").UseRouting(),
                Map = e => e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran"), "/hook"),
            });
        var delivery = Delivery.Fresh();

        foreach (var url in (string[])["/app/hook", "/hook", "/APP/hook"])
        {
            using var response = await app.SendAsync(delivery, url);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    /// <summary>
    /// Instances of one application have their branches in one order, so that what one has done is a repetition at the other.
    /// </summary>
    [Fact]
    public async Task Delivery_ToTheSameBranchOfTwoInstances_IsHandledOnce()
    {
        var store = Store();
        await using var blue = await StartBranchesAsync(store);
        await using var green = await StartBranchesAsync(store);
        var delivery = Delivery.Fresh();

        foreach (var app in (WebhookApp[])[blue, green])
        {
            using var first = await app.SendAsync(delivery, "/a/hook");
            using var second = await app.SendAsync(delivery, "/b/hook");
        }

        Assert.Equal(["/a", "/b"], blue.Notes.Lines);
        Assert.Empty(green.Notes.Lines);
    }

    private static Task<WebhookApp> StartBranchesAsync(InMemoryIdempotencyStore store) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                UseWebhooks = false,
                Services = services => services.AddSingleton<IIllowIdempotencyStore>(store),
                Before = a =>
                {
                    foreach (var name in (string[])["/a", "/b"])
                    {
                        a.Map(name, b =>
                        {
                            b.UseRouting();
                            b.UseIllowWebhooks();
                            b.UseEndpoints(e => e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add(name), "/hook"));
                        });
                    }
                },
            });

    private static InMemoryIdempotencyStore Store() => new(() => 1000, TimeProvider.System);

    private static Task<WebhookApp> StartAsync(
        InMemoryIdempotencyStore store,
        string name,
        string? scope = null,
        System.Security.Cryptography.RSA? key = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Illow:PublicKey"] = (key ?? TestKeys.A).ExportSubjectPublicKeyInfoPem(),
            ["Illow:Events"] = "dsr.created",
        };
        if (scope is not null)
        {
            settings["Illow:Idempotency:Scope"] = scope;
        }

        return WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = settings,
                Services = services =>
                    services
                        .AddSingleton<IIllowIdempotencyStore>(store)
                        .AddSingleton<IHostEnvironment>(
                            new HostingEnvironment
                            {
                                ApplicationName = name,
                                EnvironmentName = "Production",
                                ContentRootPath = AppContext.BaseDirectory,
                            }),
                Map = e => e.MapIllowWebhook("dsr.created", () => Results.Ok()),
            });
    }

    /// <summary>For each application whether it took the delivery for a repetition.</summary>
    private static async Task<List<bool>> RepliesAsync(Delivery delivery, params WebhookApp[] apps)
    {
        var replayed = new List<bool>();
        foreach (var app in apps)
        {
            using var response = await app.SendAsync(delivery);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            replayed.Add(response.Headers.Contains("idempotent-replayed"));
        }

        return replayed;
    }
}
