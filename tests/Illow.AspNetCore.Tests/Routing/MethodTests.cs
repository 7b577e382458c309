using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>What is no POST: 405 with Allow, whatever else the application has, and nothing runs.</summary>
public sealed class MethodTests
{
    public static TheoryData<string> Methods =>
        ["GET", "PUT", "HEAD", "post", "Post", "OPTIONS", "DELETE", "PATCH", "TRACE", "QUERY", "POSTX"];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_NotPost_405WithAllow(string method)
    {
        await using var app = await StartAsync();

        using var response = await SendAsync(app, method);

        await AssertRefusedAsync(app, response, "POST", method);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_NotPostUnderAFallbackPolicy_405(string method)
    {
        await using var app = await StartAsync(services: AddFallbackPolicy);

        using var response = await SendAsync(app, method);

        await AssertRefusedAsync(app, response, "POST", method);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_NotPostBesideAFallbackRoute_405(string method)
    {
        await using var app = await StartAsync(e => e.MapFallback((Notes notes) => notes.Add("index.html")));

        using var response = await SendAsync(app, method);

        await AssertRefusedAsync(app, response, "POST", method);
    }

    [Fact]
    public async Task Method_FallbackForGetAlone_IsNotAmongTheAllowed()
    {
        await using var app = await StartAsync(e =>
            e.MapFallback((Notes notes) => notes.Add("index.html")).WithMetadata(new HttpMethodMetadata(["GET", "HEAD"])));

        using var response = await SendAsync(app, "GET");

        await AssertRefusedAsync(app, response, "POST", "GET");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("post")]
    public async Task Method_SiblingGet_IsAmongTheAllowed(string method)
    {
        await using var app = await StartAsync(e => e.MapGet("/webhooks/illow", () => "read me"));

        using var response = await SendAsync(app, method);

        await AssertRefusedAsync(app, response, "GET, POST", method);
    }

    [Fact]
    public async Task Method_SiblingGet_StillAnswers()
    {
        await using var app = await StartAsync(e => e.MapGet("/webhooks/illow", () => "read me"));

        Assert.Equal("read me", await app.Client.GetStringAsync("/webhooks/illow"));
    }

    [Fact]
    public async Task Method_SiblingGetActionOfTheController_StillAnswers()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Controllers = [typeof(MixedController)] });

        Assert.Equal("read me", await app.Client.GetStringAsync("/mixed"));
        using var put = await app.Client.SendAsync(Delivery.Fresh().To("/mixed", HttpMethod.Put));
        Assert.Equal(["GET", "POST"], put.Content.Headers.Allow);
        using var post = await app.SendAsync(Delivery.Fresh(), "/mixed");
        Assert.Equal(["received"], app.Notes.Lines);
    }

    [Fact]
    public async Task Method_SiblingUnderAFallbackPolicy_IsStillProtected()
    {
        await using var app = await StartAsync(e => e.MapGet("/webhooks/illow", (Notes notes) => notes.Add("read me")), AddFallbackPolicy);

        using var response = await SendAsync(app, "GET");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("PUT", "POST")]
    [InlineData("POST", "GET")]
    [InlineData("POST", "PUT")]
    public async Task Method_Overridden_NothingUnsignedRuns(string sent, string overridden)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Before = a => { a.UseHttpMethodOverride(); a.UseRouting(); },
            Map = MapHandler,
        });
        using var request = Delivery.Fresh().Unsigned().To("/webhooks/illow", new HttpMethod(sent));
        request.Headers.Add("X-HTTP-Method-Override", overridden);

        using var response = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Method_OverriddenAfterRouting_405()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Before = a => a.UseHttpMethodOverride(), Map = MapHandler });
        using var request = Delivery.Fresh().To("/webhooks/illow");
        request.Headers.Add("X-HTTP-Method-Override", "PUT");

        using var response = await app.Client.SendAsync(request);

        await AssertRefusedAsync(app, response, "POST", "PUT");
    }

    private static void MapHandler(IEndpointRouteBuilder e) => e.MapIllowWebhook("a", (Notes notes) => notes.Add("received"));

    private static void AddFallbackPolicy(IServiceCollection services)
    {
        services
            .AddAuthentication("none")
            .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NobodyHandler>("none", null);
        services.AddAuthorization(o => o.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private static Task<WebhookApp> StartAsync(Action<IEndpointRouteBuilder>? more = null, Action<IServiceCollection>? services = null) =>
        WebhookApp.StartAsync(new AppPlan { Map = e => { MapHandler(e); more?.Invoke(e); }, Services = services });

    private static Task<HttpResponseMessage> SendAsync(WebhookApp app, string method) =>
        app.Client.SendAsync(Delivery.Fresh().To("/webhooks/illow", new HttpMethod(method)));

    private static async Task AssertRefusedAsync(WebhookApp app, HttpResponseMessage response, string allow, string method)
    {
        if (method == "HEAD")
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }
        else
        {
            await Problem.AssertAsync(response, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        }

        Assert.Equal(allow, string.Join(", ", response.Content.Headers.Allow));
        Assert.Empty(app.Notes.Lines);
    }

    [Route("mixed")]
    public sealed class MixedController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a")]
        public void Receive() => notes.Add("received");

        [HttpGet]
        public IActionResult Read() => Ok("read me");
    }
}
