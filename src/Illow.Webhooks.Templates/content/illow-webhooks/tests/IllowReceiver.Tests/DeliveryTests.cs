using System.Net;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace IllowReceiver.Tests;

/// <summary>The application as it runs, but for a throw-away key in the place of illow's: signatures are verified here, too.</summary>
public sealed class DeliveryTests : IDisposable
{
#if (isDsrCreated)
    private static readonly object Metadata = IllowFixtures.DsrCreated();
#else
    private static readonly object Metadata = new { id = "1" };
#endif

    private readonly WebApplicationFactory<Program> _app =
        new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder.UseIllowTestKey());


    [Fact]
    public async Task Delivery_Signed_IsHandled()
    {
        using var response = await _app.CreateClient().PostIllowWebhookAsync(
            "illow.event", Metadata, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Delivery_SignedByAnotherKey_IsRefused()
    {
        using var stranger = new IllowTestKey();

        using var response = await _app.CreateClient().PostIllowWebhookAsync(
            "illow.event", Metadata, new() { Key = stranger }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Endpoint_ConformanceKit_LetsNothingThrough()
    {
        var report = await IllowConformance.RunAsync(
            _app.CreateClient(), new() { EventName = "illow.event", Metadata = Metadata }, TestContext.Current.CancellationToken);

        report.ThrowIfFailed();
    }

    public void Dispose() => _app.Dispose();
}
