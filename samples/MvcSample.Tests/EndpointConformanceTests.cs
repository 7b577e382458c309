using Illow.AspNetCore.Testing;

namespace MvcSample.Tests;

/// <summary>Some hundred ways to get a delivery past the endpoint that should not get past it, and a few that should.</summary>
public sealed class EndpointConformanceTests(SampleFactory factory) : IClassFixture<SampleFactory>
{
    [Fact]
    public async Task Endpoint_ConformanceKit_LetsNothingThrough()
    {
        var report = await IllowConformance.RunAsync(factory.CreateClient());

        report.ThrowIfFailed();
    }
}
