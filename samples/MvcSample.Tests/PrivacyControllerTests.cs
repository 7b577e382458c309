using System.Net;
using Illow.AspNetCore.Testing;
using Microsoft.Extensions.DependencyInjection;
using MvcSample.Cases;

namespace MvcSample.Tests;

/// <summary>Handlers tested through the whole application: routing, signature, binding, repetition.</summary>
public sealed class PrivacyControllerTests(SampleFactory factory) : IClassFixture<SampleFactory>
{
    private readonly HttpClient _client = factory.CreateClient();

    private IReadOnlyCollection<string> Changes => factory.Services.GetRequiredService<CaseList>().Changes;

    [Fact]
    public async Task Created_SignedDelivery_OpensACase()
    {
        var metadata = IllowFixtures.DsrCreated("dsr-1") with { Legislation = "LGPD" };
        using var response = await _client.PostIllowWebhookAsync("dsr.created", metadata);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("opened case dsr-1 under LGPD, due 2026-02-14", Changes);
    }

    [Fact]
    public async Task Updated_SignedDelivery_ChangesTheCase()
    {
        using var response = await _client.PostIllowWebhookAsync("dsr.updated", new { id = "dsr-2", requestStatus = "in progress" });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("case dsr-2 is now in progress", Changes);
    }

    [Fact]
    public async Task AnythingElse_EventOfNoHandler_IsNoted()
    {
        using var response = await _client.PostIllowWebhookAsync("consent.updated", "any metadata");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains("noted the event consent.updated, which opens no case", Changes);
    }

    [Fact]
    public async Task Created_SameDeliveryTwice_OpensOneCase()
    {
        var delivery = IllowDelivery.Create("dsr.created", IllowFixtures.DsrCreated("dsr-3"));
        using var first = await _client.PostIllowDeliveryAsync(delivery);
        using var second = await _client.PostIllowDeliveryAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Single(Changes, change => change.Contains("dsr-3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Created_SignedByAnotherKey_IsRefused()
    {
        using var response = await _client.PostIllowWebhookAsync(
            "dsr.created", IllowFixtures.DsrCreated("dsr-4"), new() { Key = new IllowTestKey() });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain(Changes, change => change.Contains("dsr-4", StringComparison.Ordinal));
    }
}
