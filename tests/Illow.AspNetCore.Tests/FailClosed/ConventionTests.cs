using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.FailClosed;

/// <summary>The application's own MVC conventions change what we made of a decorated action: it runs verified, or not at all.</summary>
public sealed class ConventionTests
{
    public static TheoryData<string> Conventions =>
        ["prefix", "another selector", "filters cleared", "metadata cleared", "constraints cleared", "route removed"];

    [Theory]
    [MemberData(nameof(Conventions))]
    public async Task Convention_ChangesTheDecoratedAction_NothingUnsignedRuns(string what)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(TargetController)],
            MapControllers = false,
            Mvc = o => o.Conventions.Add(new Meddling(what)),
            Map = e => e.MapControllerRoute("default", "{controller}/{action}"),
        });

        foreach (var url in new[] { "/action", "/extra", "/api/action", "/webhooks/illow", "/Target/Action" })
        {
            foreach (var method in new[] { "POST", "post", "GET" })
            {
                await Record.ExceptionAsync(() => app.Client.SendAsync(Delivery.Fresh("a").Unsigned().To(url, new HttpMethod(method))));
            }
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("prefix", "/action")]
    [InlineData("another selector", "/action")]
    [InlineData("another selector", "/extra")]
    [InlineData("filters cleared", "/action")]
    [InlineData("metadata cleared", "/action")]
    [InlineData("constraints cleared", "/action")]
    public async Task Convention_ChangesTheDecoratedAction_SignedRuns(string what, string url)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Controllers = [typeof(TargetController)], Mvc = o => o.Conventions.Add(new Meddling(what)) });

        using var response = await app.SendAsync(Delivery.Fresh("a"), url);

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    private sealed class Meddling(string what) : IActionModelConvention
    {
        public void Apply(ActionModel action)
        {
            switch (what)
            {
                case "prefix":
                    foreach (var selector in action.Controller.Selectors)
                    {
                        selector.AttributeRouteModel = new AttributeRouteModel { Template = "api" };
                    }

                    break;
                case "another selector":
                    action.Selectors.Add(new SelectorModel { AttributeRouteModel = new AttributeRouteModel { Template = "/extra" } });
                    break;
                case "filters cleared":
                    action.Filters.Clear();
                    break;
                case "metadata cleared":
                    action.Selectors[0].EndpointMetadata.Clear();
                    break;
                case "constraints cleared":
                    action.Selectors[0].ActionConstraints.Clear();
                    break;
                default:
                    action.Selectors[0].AttributeRouteModel = null;
                    break;
            }
        }
    }

    public sealed class TargetController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/action")]
        public void Action() => notes.Add("ran");
    }
}
