using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>What a reader is told in words, and that an application's own words go first.</summary>
public sealed class TextTests
{
    public static TheoryData<Generator> Generators => UrlTests.Generators;

    [Theory, MemberData(nameof(Generators))]
    public async Task Description_OfSeveralEvents_ListsThem(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(PrivacyController)] });

        var text = (string?)document.Post()["description"];
        Assert.Contains("| `dsr.created` | any that may deliver it | `DsrCreated` |", text, StringComparison.Ordinal);
        Assert.Contains("| `consent.updated` | `eu` | `ConsentUpdated` |", text, StringComparison.Ordinal);
        Assert.Contains("| every other | any that may deliver it | any JSON |", text, StringComparison.Ordinal);
        Assert.Equal(["Privacy"], document.Post()["tags"]!.AsArray().Select(tag => (string?)tag));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Summary_OfTheApplication_GoesFirst(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapIllowWebhook("a", (IllowEnvelope _) => Results.Ok(), "/hook")
                .WithSummary("Opens a case.").WithDescription("Within the day.").WithName("open").WithTags("cases"),
        });

        Assert.Equal("Opens a case.", (string?)document.Post("/hook")["summary"]);
        Assert.Equal("Within the day.", (string?)document.Post("/hook")["description"]);
        Assert.Equal("open", (string?)document.Post("/hook")["operationId"]);
        Assert.Equal(["cases"], document.Post("/hook")["tags"]!.AsArray().Select(tag => (string?)tag));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Summary_OfOneHandlerAmongSeveral_DoesNotSpeakForAll(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("a", (IllowEnvelope _) => Results.Ok(), "/hook")
                    .WithSummary("Opens a case.")
                    .WithName("open")
                    .WithTags("cases");
                e.MapIllowWebhook("b", (IllowEnvelope _) => Results.Ok(), "/hook").WithTags("consent");
            },
        });

        Assert.StartsWith("Receives illow events", (string?)document.Post("/hook")["summary"], StringComparison.Ordinal);
        Assert.Null(document.Post("/hook")["operationId"]);
        Assert.Equal(["cases", "consent"], document.Post("/hook")["tags"]!.AsArray().Select(tag => (string?)tag));
    }
}
