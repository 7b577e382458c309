using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Illow.AspNetCore.Inspector.Tests.Access;

/// <summary>Outside Development nothing is shown and nothing done without the policy, whatever the application's conventions say.</summary>
public sealed class AuthorizationTests
{
    public static TheoryData<string, string> Urls => Hosting.Urls.All;

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Request_ByNobody_IsUnauthorized(string method, string url)
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(app, method, url, null)).StatusCode);
    }

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Request_BySomebodyElse_IsForbidden(string method, string url)
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(app, method, url, "mallory")).StatusCode);
    }

    [Theory]
    [InlineData("/illow/")]
    [InlineData("/illow/api/map")]
    [InlineData("/illow/api/stream")]
    public async Task Request_ByWhomThePolicyLetsIn_IsAnswered(string url)
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "GET", url, "ada")).StatusCode);
    }

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Request_ConventionAllowsAnonymous_IsForbiddenAllTheSame(string method, string url)
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan with
        {
            Map = app => app.MapIllowInspector(policy: "Admins").AllowAnonymous(),
        });
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(app, method, url, null)).StatusCode);
    }

    [Fact]
    public async Task Request_OuterGroupAllowsAnonymous_IsForbiddenAllTheSame()
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan with
        {
            Map = app => app.MapGroup("/open").AllowAnonymous().MapIllowInspector(policy: "Admins"),
        });
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(app, "GET", "/open/illow/", null)).StatusCode);
    }

    [Fact]
    public async Task Request_AuthorizationMiddlewareMissing_Throws()
    {
        // As in an application that calls UseRouting and UseEndpoints itself and forgot UseAuthorization
        await using var app = await InspectorApp.StartAsync(Protected.Plan with
        {
            Before = app => ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true,
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(app, "GET", "/illow/", "ada"));

        Assert.Contains("UseAuthorization", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_DevelopmentWithFallbackPolicy_ObeysIt()
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Services = services => Protected.AddAuthorization(services, options => options.FallbackPolicy = options.GetPolicy("Admins")),
        });

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(app, "GET", "/illow/", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "GET", "/illow/", "ada")).StatusCode);
    }

    [Fact]
    public async Task Request_DevelopmentWithPolicy_ObeysIt()
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan with { Environment = "Development" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(app, "GET", "/illow/", null)).StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(InspectorApp app, string method, string url, string? user) =>
        app.SendAsync(new HttpMethod(method), url, request =>
        {
            request.Headers.Add("X-Illow-Inspector", "1");
            if (user is not null)
            {
                request.Headers.Add("X-User", user);
            }
        });
}
