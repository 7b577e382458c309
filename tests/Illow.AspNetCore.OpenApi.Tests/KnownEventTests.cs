using Illow.Webhooks.Tests.KnownEvent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>An event that was added to the table of known events, and to nothing else.</summary>
public sealed class KnownEventTests
{
    [Theory]
    [InlineData(Generator.Microsoft, false)]
    [InlineData(Generator.Microsoft, true)]
    [InlineData(Generator.Swashbuckle, false)]
    public async Task Metadata_OfAnAddedEvent_IsItsRecord(Generator generator, bool ahead)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapIllowWebhook(ParcelEvents.Updated, (IllowEnvelope<ParcelUpdated> _) => Results.Ok()),
            Services = !ahead ? null : services => services.ConfigureHttpJsonOptions(
                options => options.SerializerOptions.TypeInfoResolver = AheadJsonContext.Default),
        });

        var metadata = document.Follow(document.Body()["properties"]!["metadata"]!);
        Assert.Equal(["id", "carrier", "arrivesAt"], metadata["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal("date-time", (string?)metadata["properties"]!["arrivesAt"]!["format"]);
        Assert.Null(metadata["required"]);
    }
}
