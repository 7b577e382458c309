using System.Reflection;
using Illow.AspNetCore.Mvc;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>What other parts of the framework see of decorated endpoints: API descriptions, routes in metrics, Razor pages.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public async Task ApiExplorer_DecoratedEndpoints_AreLeftOut()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Controllers = [typeof(DescribedController)],
                Services = s => s.AddEndpointsApiExplorer(),
                Map = e =>
                {
                    e.MapIllowWebhook("a", (IllowEnvelope<DsrCreated> _) => { }, "/minimal");
                    e.MapPost("/lambda", [IllowWebhook("a")] () => { });
                    e.MapPost("/other", () => { });
                },
            });

        var described = app
            .Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>()
            .ApiDescriptionGroups.Items.SelectMany(group => group.Items)
            .ToList();

        Assert.Equal(
            ["POST other", "POST sibling"],
            described.Select(d => $"{d.HttpMethod} {d.RelativePath}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AddIllowWebhooks_Always_AddsNothingThatDescribesTheApi()
    {
        var services = new ServiceCollection();
        services.AddIllowWebhooks();

        Assert.DoesNotContain(services, service => service.ServiceType.Namespace == typeof(IApiDescriptionProvider).Namespace);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Diagnostics_RefusedRequest_KnowsItsRoute(string method)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Before = a =>
                    a.Use(
                        (context, next) =>
                        {
                            context
                                .RequestServices.GetRequiredService<Notes>()
                                .Add(context.GetEndpoint()!.Metadata.GetRequiredMetadata<IRouteDiagnosticsMetadata>().Route);
                            return next(context);
                        }),
                Map = e => e.MapIllowWebhook("a", () => { }, "/hooks/{webhook}"),
            });

        using var response = await app.Client.SendAsync(Delivery.Fresh().Unsigned().To("/hooks/default", new HttpMethod(method)));

        Assert.Equal(["/hooks/{webhook}"], app.Notes.Lines);
    }

    [Fact]
    public void RazorPage_WithADecoratedHandler_IsRefused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Provide(nameof(DecoratedPage.OnPost)));

        Assert.Contains("DecoratedPage.OnPost", exception.Message, StringComparison.Ordinal);
        Assert.Contains("controller's action", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RazorPage_AnyOther_IsLeftAlone()
    {
        Provide(nameof(DecoratedPage.OnGet));

        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Services = s => s.AddRazorPages(), Map = e => e.MapIllowWebhook("a", () => { }) });
        Assert.Contains(app.Services.GetServices<IPageApplicationModelProvider>(), provider => provider is DecoratedPageHandlerRefusal);
    }

    private static void Provide(string handler)
    {
        var page = typeof(DecoratedPage).GetTypeInfo();
        var method = page.GetMethod(handler)!;
        var context = new PageApplicationModelProviderContext(new PageActionDescriptor(), page)
        {
            PageApplicationModel = new PageApplicationModel(new PageActionDescriptor(), page, [])
            {
                HandlerMethods = { new PageHandlerModel(method, method.GetCustomAttributes(true)) },
            },
        };
        new DecoratedPageHandlerRefusal().OnProvidersExecuting(context);
    }

    public sealed class DecoratedPage : PageModel
    {
        public void OnGet() => HttpContext.Items.Clear();

#pragma warning disable MVC1001 // the very mistake under test
        [IllowWebhook("a")]
        public void OnPost() => HttpContext.Items.Clear();
#pragma warning restore MVC1001
    }

    [ApiController]
    public sealed class DescribedController : ControllerBase
    {
        [IllowWebhook("a"), HttpGet("/described")]
        public IActionResult Receive(IllowEnvelope<DsrCreated> e) => Ok(e.Event);

        [IllowWebhook("b"), HttpPost("/grouped"), ApiExplorerSettings(GroupName = "v1")]
        public IActionResult Grouped(IllowEnvelope e) => Ok(e.Event);

        [HttpPost("/sibling")]
        public IActionResult Sibling() => Ok();
    }
}
