using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>What the log says of a signed body that is not an envelope: why, in a sentence, whether or not a member is to blame.</summary>
public sealed class MalformedEnvelopeLogTests
{
    [Theory]
    [InlineData("not JSON", "The body is not valid JSON.")]
    [InlineData("[]", "The body is not a JSON object.")]
    [InlineData("{}", "The member companyId is missing.")]
    [InlineData(
        """{"companyId":"c","siteId":"s","idempotencyKey":"k","x":1,"x":2,"metadata":{}}""",
        "A member occurs more than once in one object.")]
    public async Task Delivery_MalformedEnvelope_TheLogSaysWhyInASentence(string body, string why)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Map = e => e.MapIllowWebhook("a", () => { }) });

        using var response = await app.SendAsync(Delivery.OfText(body));

        Assert.Equal(
            "A verified delivery of webhook default is not a valid envelope, so it was answered 400. " + why,
            Assert.Single(app.OwnLogs, line => line.Id.Id == 21).Message);
    }
}
