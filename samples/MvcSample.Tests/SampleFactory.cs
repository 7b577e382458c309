using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace MvcSample.Tests;

/// <summary>The application as it runs in production, but for its keys: two webhooks, each with one event and its own test key.</summary>
public sealed class SampleFactory : WebApplicationFactory<Program>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseEnvironment("Production");
        builder.UseSetting("Illow:Webhooks:dsr-created:Events:0", "dsr.created");
        builder.UseSetting("Illow:Webhooks:dsr-updated:Events:0", "dsr.updated");
        builder.UseSetting("Illow:Webhooks:everything-else:CompanyId", IllowFixtures.CompanyId);
        builder.UseIllowTestKey();
    }
}
