using System.Net;
using FastEndpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>An application of FastEndpoints: the attribute in the endpoint's metadata guards it as any other.</summary>
public sealed class FastEndpointsTests
{
    [Fact]
    public async Task Endpoint_WithTheAttributeInItsMetadata_RunsVerifiedDeliveriesAlone()
    {
        await using var app = new RoutedApplication(
            [],
            (services, _) => services.AddFastEndpoints(options =>
            {
                options.DisableAutoDiscovery = true;
                options.Assemblies = [typeof(FastEndpointsTests).Assembly];
            }),
            app =>
            {
                app.UseIllowWebhooks();
                app.UseFastEndpoints();
            });
        await app.StartAsync();

        using var unsigned = await app.PostUnsignedAsync("/fast");
        using var signed = await app.SendAsync("/fast", "k");
        using var again = await app.SendAsync("/fast", "k");

        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        Assert.True(again.Headers.Contains("idempotent-replayed"));
        Assert.Equal(["fast k"], app.Meeting.Handled);
    }

    internal sealed class Created(Meeting meeting) : EndpointWithoutRequest
    {
        public override void Configure()
        {
            Post("/fast");
            AllowAnonymous();
            Options(builder => builder.WithMetadata(new IllowWebhookAttribute("dsr.created")));
        }

        public override Task HandleAsync(CancellationToken ct)
        {
            meeting.Handled.Enqueue("fast " + HttpContext.GetIllowEnvelope()!.IdempotencyKey);
            return Send.OkAsync(cancellation: ct);
        }
    }
}
