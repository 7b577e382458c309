using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Tests;

public sealed class PipelineSmokeTests
{
    [Fact]
    public async Task MinimalApi_SignedDelivery_IsHandled()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Map = e => e.MapIllowWebhook("dsr.created", (IllowEnvelope<DsrCreated> d, Notes notes) => { notes.Add(d.Metadata.Id + d.Event); return Results.Ok(); }),
        });
        var response = await app.SendAsync(Delivery.Of());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["dsr-1dsr.created"], app.Notes.Lines);
    }
}
