using System.Net;
using Illow.AspNetCore.Testing;

namespace Illow.AspNetCore.Applications.Tests.ResponseEnvelopes;

/// <summary>A handler that threw did not handle its event, whoever swallows the exception.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("/action")]
    [InlineData("/minimal")]
    public async Task Handler_ThrowsUnderSwallowingFilters_IsNotAnswered2xxAndRunsAgain(string url)
    {
        await using var app = await EnvelopeApplication.StartAsync();
        var delivery = IllowDelivery.Create(
            "dsr.failing",
            IllowFixtures.DsrCreated(),
            new() { Key = app.Key, Path = url, Webhook = "main" });

        for (var i = 0; i < 2; i++)
        {
            using var response = await app.Client.PostIllowDeliveryAsync(delivery);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.False(response.Headers.Contains("idempotent-replayed"));
        }

        Assert.Equal(["dsr.failing", "dsr.failing"], app.Notes.Lines);
    }
}
