using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>
/// The signature is the authentication: what the application demands of users lets deliveries through, and only deliveries.
/// </summary>
public sealed class AuthorizationTests
{
    public static TheoryData<string> Demands =>
        ["fallback policy", "global filter", "filter and policy", "middleware after", "all controllers"];

    [Theory]
    [MemberData(nameof(Demands))]
    public async Task Authorization_SignedDelivery_Runs(string demand)
    {
        await using var app = await StartAsync(demand);

        using var action = await app.SendAsync(Delivery.Fresh());
        using var minimal = await app.SendAsync(Delivery.Fresh(), "/minimal");

        Assert.Equal(["action", "minimal"], app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Demands))]
    public async Task Authorization_UnsignedDelivery_401OfOurs(string demand)
    {
        await using var app = await StartAsync(demand);

        foreach (var url in new[] { "/webhooks/illow", "/minimal" })
        {
            using var response = await app.SendAsync(Delivery.Fresh().Unsigned(), url);
            await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
            Assert.Equal("Illow-Signature", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Demands))]
    public async Task Authorization_OtherActionOfTheController_StaysProtected(string demand)
    {
        await using var app = await StartAsync(demand);

        using var response = await app.Client.GetAsync("/private");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync(string demand) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Controllers = [typeof(PrivateController)],
                MapControllers = false,
                Services = s =>
                {
                    s.AddAuthentication("nobody").AddScheme<AuthenticationSchemeOptions, NobodyHandler>("nobody", null);
                    s.AddAuthorization(o =>
                        o.FallbackPolicy =
                            demand.Contains("filter", StringComparison.Ordinal) && !demand.Contains("policy", StringComparison.Ordinal)
                                ? null
                                : o.DefaultPolicy);
                },
                Mvc = o =>
                {
                    if (demand.Contains("filter", StringComparison.Ordinal))
                    {
                        o.Filters.Add(new AuthorizeFilter());
                    }
                },
                After = a =>
                {
                    if (demand == "middleware after")
                    {
                        a.UseAuthentication();
                        a.UseAuthorization();
                    }
                },
                Map = e =>
                {
                    var controllers = e.MapControllers();
                    var minimal = e.MapIllowWebhook("a", (Notes notes) => notes.Add("minimal"), "/minimal");
                    if (demand == "all controllers")
                    {
                        controllers.RequireAuthorization();
                        minimal.RequireAuthorization();
                    }
                },
            });

    public sealed class PrivateController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a")]
        public void Receive() => notes.Add("action");

        [HttpGet("/private")]
        public void Show() => notes.Add("private");
    }
}
