using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>Under Native AOT the document comes from shapes that were compiled ahead; it is the same document.</summary>
public sealed class AheadTests
{
    [Fact]
    public async Task Document_WithoutReflection_IsTheSame()
    {
        var plan = new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("dsr.created", (IllowEnvelope<DsrCreated> _) => Results.Ok(), "/created");
                e.MapIllowWebhook("consent.updated", (IllowEnvelope<ConsentUpdated> _) => Results.Ok(), "/consent");
                e.MapIllowWebhook("other", (IllowEnvelope _) => Results.Ok(), "/other");
            },
        };

        var expected = await DescribedApp.DocumentAsync(Generator.Microsoft, plan);
        var ahead = await DescribedApp.DocumentAsync(Generator.Microsoft, plan with
        {
            Services = s => s.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolver = AheadJsonContext.Default),
        });

        Assert.Equal(expected.Root.ToJsonString(), ahead.Root.ToJsonString());
        Assert.NotNull(ahead.Body("/created")["properties"]);
    }

    [Fact]
    public async Task JsonOptions_WhereNothingDescribesTheApi_AreTheApplications()
    {
        var services = new ServiceCollection();
        services.AddIllowWebhooks();
        await using var provider = services.BuildServiceProvider();

        Assert.Single(provider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.TypeInfoResolverChain);
        Assert.Null(provider.GetService<IApiDescriptionGroupCollectionProvider>());
    }

    [Fact]
    public void BodyTypes_OfWhatIsNoWebhook_AreNone() =>
        Assert.Empty(new Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescription().GetIllowBodyTypes());
}
