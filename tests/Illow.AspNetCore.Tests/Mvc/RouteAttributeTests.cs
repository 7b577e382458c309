using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Illow.AspNetCore.Tests.Mvc.RouteCombinationControllers;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>
/// Every combination of route attributes on an action crossed with those on its controller: signed, it runs where it should;
/// unsigned, it runs nowhere.
/// </summary>
public sealed class RouteAttributeTests
{
    private const string Default = "webhooks/illow";

    // Where an action answers: on a controller without a route, and below a controller's route
    private static readonly Dictionary<string, (string[] Alone, string[] Below)> Expected = new()
    {
        ["None"] = ([Default], [""]),
        ["Post"] = ([Default], [""]),
        ["PostX"] = (["post-x"], ["/post-x"]),
        ["PostXFirst"] = (["post-x2"], ["/post-x2"]),
        ["RouteX"] = (["route-x"], ["/route-x"]),
        ["PostAndRoute"] = (["post-route"], ["/post-route"]),
        ["Get"] = ([Default], [""]),
        ["GetX"] = (["get-x"], ["/get-x"]),
        ["GetAndPostX"] = (["get-post"], ["/get-post"]),
        ["GetAndPost"] = ([Default], [""]),
        ["Verbs"] = ([Default], [""]),
        ["VerbsX"] = (["verbs-x"], ["/verbs-x"]),
        ["Two"] = (["two-a", "two-b"], ["/two-a", "/two-b"]),
        ["PostXAndRoute"] = (["both-a", "both-b"], ["/both-a", "/both-b"]),
        ["Rooted"] = (["root-x"], ["~root-x"]),
        ["Tilde"] = (["tilde-x"], ["~tilde-x"]),
        ["Token"] = (["Token-token"], ["/Token-token"]),
        ["Param"] = (["param/7"], ["/param/7"]),
        ["Named"] = ([Default], [""]),
        ["Twice"] = ([Default], [""]),
    };

    public static TheoryData<Type, string> Controllers => new()
    {
        { typeof(UnroutedController), "" },
        { typeof(ApiUnroutedController), "" },
        { typeof(RoutedController), "ctl" },
        { typeof(ApiRoutedController), "ctl" },
        { typeof(ControllerTokenController), "ControllerToken" },
        { typeof(TokensController), "Tokens/[action]" },
        { typeof(AreaController), "admin/Area/[action]" },
        { typeof(TwoRoutesController), "one,two" },
    };

    [Theory]
    [MemberData(nameof(Controllers))]
    public async Task Route_SignedDelivery_RunsTheActionAtEachOfItsUrls(Type controller, string prefixes)
    {
        await using var app = await StartAsync(controller);

        foreach (var action in Expected.Keys)
        {
            foreach (var url in UrlsOf(action, prefixes))
            {
                using var response = await app.SendAsync(Delivery.Fresh(action), url);
                Assert.True(response.IsSuccessStatusCode, $"{action} at {url}: {(int)response.StatusCode}");
                Assert.Equal(action, app.Notes.Lines[^1]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Controllers))]
    public async Task Route_UnsignedRequest_RunsNothingAnywhere(Type controller, string prefixes)
    {
        await using var app = await StartAsync(controller);
        var urls = Expected
            .Keys.SelectMany(action => UrlsOf(action, prefixes))
            .Concat(EveryUrl(app))
            .Concat(Guesses(controller))
            .Distinct()
            .ToList();

        foreach (var url in urls)
        {
            foreach (var method in new[] { "POST", "post", "GET", "PUT" })
            {
                using var response = await app.Client.SendAsync(Delivery.Fresh("None").Unsigned().To(url, new HttpMethod(method)));
                Assert.True(
                    response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound,
                    $"{method} {url}: {(int)response.StatusCode}");
            }
        }

        Assert.Empty(app.Notes.Lines);
        Assert.True(urls.Count > 20);
    }

    [Theory]
    [MemberData(nameof(Controllers))]
    public async Task Route_NoMiddleware_RunsNothingSignedOrNot(Type controller, string prefixes)
    {
        await using var app = await StartAsync(controller, use: false);

        foreach (var url in Expected.Keys.SelectMany(action => UrlsOf(action, prefixes)).Distinct())
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh(), url));
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Controllers))]
    public async Task Route_NothingAddedToTheApp_RunsNothing(Type controller, string prefixes)
    {
        // Without AddIllowWebhooks() an action that needs the default path has no route: MVC's own error, or no URL
        var controllers = controller == typeof(ApiUnroutedController) ? typeof(UnroutedController) : controller;
        await using var app = await StartAsync(controllers, use: false, add: false);
        var urls = Expected
            .Keys.SelectMany(action => UrlsOf(action, prefixes))
            .Concat(EveryUrl(app))
            .Concat(Guesses(controller))
            .Distinct();

        foreach (var url in urls)
        {
            foreach (var method in new[] { HttpMethod.Post, HttpMethod.Get })
            {
                await Record.ExceptionAsync(() => app.Client.SendAsync(Delivery.Fresh().To(url, method)));
            }
        }

        Assert.Empty(app.Notes.Lines);
    }

    private static IEnumerable<string> UrlsOf(string action, string prefixes)
    {
        var (alone, below) = Expected[action];
        if (prefixes.Length == 0)
        {
            return alone.Select(url => "/" + url);
        }

        var name = action == "Named" ? "renamed" : action;
        return from prefix in prefixes.Split(',')
               from url in below
               select "/" + (url.StartsWith('~') ? url[1..] : prefix.Replace("[action]", name, StringComparison.Ordinal) + url);
    }

    private static IEnumerable<string> EveryUrl(WebhookApp app) =>
        app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText?.TrimStart('/').Replace("{id:int}", "7", StringComparison.Ordinal));

    private static IEnumerable<string> Guesses(Type controller)
    {
        var name = controller.Name[..^"Controller".Length];
        return Expected.Keys.SelectMany(action =>
            new[] { $"/{name}/{action}", $"/{name}/{action}/7", $"/{name}", $"/{action}", "/", $"/admin/{name}/{action}" });
    }

    private static Task<WebhookApp> StartAsync(Type controller, bool use = true, bool add = true) => WebhookApp.StartAsync(new AppPlan
    {
        // Thousands of requests, of which no log line is looked at
        Host = builder => builder.Logging.SetMinimumLevel(LogLevel.Warning),
        Controllers = [controller],
        UseWebhooks = use,
        AddWebhooks = add,
        MapControllers = false,
        Map = e => e.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}"),
    });
}
