using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>One operation for each webhook URL, whatever its handlers are, and every other operation as it was.</summary>
public sealed class UrlTests
{
    public static TheoryData<Generator> Generators => [Generator.Microsoft, Generator.Swashbuckle];

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_SeveralEventsAtOneUrl_AreOne(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(PrivacyController)] });

        Assert.Equal(["get /webhooks/illow", "post /webhooks/illow"], document.Operations);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_ActionsAndMinimalEndpointsAtOneUrl_AreOne(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Controllers = [typeof(PlainController)],
            Map = e =>
            {
                e.MapIllowWebhook("consent.updated", (IllowEnvelope<ConsentUpdated> _) => Results.Ok());
                e.MapPost("/Webhooks/Illow", [IllowWebhook] (IllowEnvelope _) => Results.Ok());
                e.MapGet("/webhooks/illow", () => "here");
                e.MapPost("/elsewhere", () => "here");
            },
        });

        Assert.Equal(["post /elsewhere", "get /webhooks/illow", "post /webhooks/illow"], document.Operations);
        Assert.Null(document.Post("/elsewhere")["parameters"]);
        Assert.Equal(["200"], document.Statuses("/elsewhere"));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_LambdaWithoutEnvelope_AreDescribed(Generator generator)
    {
        var plan = new AppPlan { Map = e => e.MapPost("/lambda", [IllowWebhook("a")] () => { }) };
        var document = await DescribedApp.DocumentAsync(generator, plan);

        Assert.Equal(["post /lambda"], document.Operations);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_GroupOnTheAction_StandInThatDocument(Generator generator)
    {
        var plan = new AppPlan { Controllers = [typeof(GroupedController)] };

        Assert.Empty((await DescribedApp.DocumentAsync(generator, plan)).Operations);
        Assert.Equal(["post /grouped"], (await DescribedApp.DocumentAsync(generator, plan, "second")).Operations);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_ActionThatAConventionHides_StaysHidden(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Controllers = [typeof(PlainController), typeof(GroupedController)],
            Services = s => s.Configure<MvcOptions>(options => options.Conventions.Add(new HideControllers())),
        });

        Assert.Empty(document.Operations);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_OtherPath_IsTheConfiguredOne(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Controllers = [typeof(PlainController)],
            Settings = { ["Illow:Path"] = "/hooks/in" },
        });

        Assert.Equal(["post /hooks/in"], document.Operations);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_MappedForOtherMethodsToo_ArePostAlone(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapMethods("/hook", ["GET", "POST", "PUT"], [IllowWebhook("a")] (IllowEnvelope _) => Results.Ok()),
        });

        Assert.Equal(["post /hook"], document.Operations);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_HiddenHandler_IsNotDescribed(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("a", (IllowEnvelope _) => { }, "/shown");
                e.MapIllowWebhook("b", (IllowEnvelope _) => { }, "/shown").ExcludeFromDescription();
                e.MapIllowWebhook("c", (IllowEnvelope _) => { }, "/hidden").ExcludeFromDescription();
            },
        });

        Assert.Equal(["post /shown"], document.Operations);
        Assert.Equal("Receives the illow event a.", (string?)document.Post("/shown")["summary"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_IgnoredController_StaysHidden(Generator generator)
    {
        var plan = new AppPlan { Controllers = [typeof(IgnoredController), typeof(PlainController)] };
        var document = await DescribedApp.DocumentAsync(generator, plan);

        Assert.Equal(["post /webhooks/illow"], document.Operations);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Operations_HandlersOfTwoDocuments_StandInEachByThemselves(Generator generator)
    {
        var plan = new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("a", (IllowEnvelope _) => { }, "/hook").WithGroupName("v1");
                e.MapIllowWebhook("b", (IllowEnvelope _) => { }, "/hook").WithGroupName("second");
            },
        };

        var first = await DescribedApp.DocumentAsync(generator, plan);
        Assert.Equal("Receives the illow event a.", (string?)first.Post("/hook")["summary"]);
        var second = await DescribedApp.DocumentAsync(generator, plan, "second");
        Assert.Equal("Receives the illow event b.", (string?)second.Post("/hook")["summary"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Parameters_OfTheRoute_AreDescribed(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapPost(
                "/t/{webhook:alpha}/{region=eu}/{id:int}", [IllowWebhook("a")] (IllowEnvelope _, int id) => Results.Ok(id)),
        });

        const string Path = "/t/{webhook}/{region}/{id}";
        Assert.Equal(["path webhook", "path region", "path id", "header illow-signature"], document.Parameters(Path));
        Assert.All(document.Post(Path)["parameters"]!.AsArray(), parameter => Assert.True((bool?)parameter!["required"]));
        Assert.Equal("Name of the webhook's registration.", (string?)document.Parameter("webhook", Path)!["description"]);
        Assert.Equal("int32", (string?)document.Parameter("id", Path)!["schema"]!["format"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Parameters_OfOneHandlerAmongSeveral_AreOptional(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook(
                    "a",
                    (IllowEnvelope _, [FromQuery(Name = "all")] string all, [FromQuery] string one) => Results.Ok(all + one),
                    "/hook");
                e.MapIllowWebhook("b", (IllowEnvelope _, [FromQuery(Name = "all")] string all) => Results.Ok(all), "/hook");
            },
        });

        Assert.Equal(["header illow-signature", "query all", "query one"], document.Parameters("/hook"));
        Assert.True((bool?)document.Parameter("all", "/hook")!["required"]);
        Assert.NotEqual(true, (bool?)document.Parameter("one", "/hook")!["required"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task SignatureHeader_Always_IsRequiredText(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(PrivacyController)] });

        Assert.Equal(["header illow-signature", "query tenant"], document.Parameters());
        var header = document.Parameter("illow-signature")!;
        Assert.True((bool?)header["required"]);
        Assert.Equal("string", (string?)header["schema"]!["type"]);
        Assert.Contains("base64", (string?)header["description"], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task SignatureHeader_OfAnotherName_IsTheConfiguredOne(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapIllowWebhook(
                "a",
                (IllowEnvelope<JsonElement> _, [FromHeader(Name = "X-Signed")] string signature) => Results.Ok(signature)),
            Settings = { ["Illow:SignatureHeader"] = "x-signed" },
        });

        Assert.Equal(["header x-signed"], document.Parameters());
    }

    private sealed class HideControllers : IControllerModelConvention
    {
        public void Apply(ControllerModel controller) => controller.ApiExplorer.IsVisible = false;
    }
}
