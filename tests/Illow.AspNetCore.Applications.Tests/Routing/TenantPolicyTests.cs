using System.Net;
using Illow.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>An application whose own policy gives each tenant its endpoints: it takes away those that are another tenant's.</summary>
public sealed class TenantPolicyTests : RoutedApplicationTests
{
    protected override string Url => "/privacy?tenant=north";

    protected override string UrlOf(string webhook) => $"/tenants/{webhook}/privacy?tenant=north";

    internal override RoutedApplication Create() => new(
        [typeof(NorthController), typeof(SouthController)],
        (services, _) => services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, TenantPolicy>()),
        app =>
        {
            app.UseIllowWebhooks();
            app.MapControllers();
            Map(app, "/minimal", "north").WithMetadata(new TenantAttribute("north"));
            Map(app, "/minimal", "south").WithMetadata(new TenantAttribute("south"));
            Map(app, "/tenants/{webhook}/privacy", "north").WithMetadata(new TenantAttribute("north"));
            Map(app, "/consuming", "north").WithMetadata(new TenantAttribute("north")).Accepts<string>("text/plain");
            app.MapPost("/other", () => Results.Ok()).WithMetadata(new TenantAttribute("north"));
        });

    [Theory]
    [InlineData("/privacy", "north")]
    [InlineData("/privacy", "south")]
    [InlineData("/minimal", "north")]
    [InlineData("/minimal", "south")]
    public Task Delivery_ToATenant_RunsItsHandlerAlone(string url, string tenant) =>
        App.AssertRunsAloneAsync($"{url}?tenant={tenant}", tenant);

    [Theory]
    [InlineData("/privacy")]
    [InlineData("/minimal")]
    [InlineData("/consuming")]
    public async Task Delivery_ToATenantThatHasNoHandler_IsAnsweredAsByTheOtherEndpoints(string url)
    {
        using var other = await App.PostUnsignedAsync("/other?tenant=west");
        using var signed = await App.SendAsync(url + "?tenant=west", "k");
        using var unsigned = await App.PostUnsignedAsync(url);
        using var get = await App.GetAsync(url + "?tenant=north");

        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal((other.StatusCode, other.StatusCode), (signed.StatusCode, unsigned.StatusCode));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Empty(App.Meeting.Handled);
    }

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder endpoints, string pattern, string handler) =>
        endpoints.MapPost(
            pattern,
            [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> envelope, Meeting meeting) =>
                meeting.HandleAsync(handler, envelope));

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class TenantAttribute(string name) : Attribute
    {
        public string Name => name;
    }

    private sealed class TenantPolicy : MatcherPolicy, IEndpointSelectorPolicy
    {
        public override int Order => 10;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
            endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<TenantAttribute>() is not null);

        public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                if (candidates[i].Endpoint.Metadata.GetMetadata<TenantAttribute>() is { } tenant
                    && tenant.Name != httpContext.Request.Query["tenant"])
                {
                    candidates.SetValidity(i, false);
                }
            }

            return Task.CompletedTask;
        }
    }

    [ApiController, Tenant("north"), Route("privacy")]
    internal sealed class NorthController(Meeting meeting) : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public async Task<IActionResult> Created(IllowEnvelope<DsrCreated> envelope)
        {
            await meeting.HandleAsync("north", envelope);
            return StatusCode(StatusCodes.Status201Created);
        }

        [IllowWebhook("dsr.updated")]
        public IActionResult Updated(IllowEnvelope<Update> envelope) => Ok(envelope.Metadata.Number);
    }

    [ApiController, Tenant("south"), Route("privacy")]
    internal sealed class SouthController(Meeting meeting) : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public Task Created(IllowEnvelope<DsrCreated> envelope) => meeting.HandleAsync("south", envelope);
    }
}
