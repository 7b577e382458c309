using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>Every answer that a sender may get, and none that it cannot.</summary>
public sealed class AnswerTests
{
    private static readonly string[] Always = ["400", "401", "403", "413", "415", "422", "500", "503"];

    public static TheoryData<Generator> Generators => UrlTests.Generators;

    [Theory, MemberData(nameof(Generators))]
    public async Task Answers_OfOneEvent_AreTheHandlersAndTheReceivers(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(PlainController)] });

        Assert.Equal(Sorted(Always, "200", "404", "409"), document.Statuses());
        Assert.Contains("idempotent-replayed", (string?)document.Post()["responses"]!["200"]!["description"], StringComparison.Ordinal);
        Assert.Equal("The signature is missing or does not verify.", (string?)document.Post()["responses"]!["401"]!["description"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Answers_OfTheReceiver_AreProblemDetails(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(PlainController)] });

        Assert.All(Sorted(Always, "404", "409"), status =>
        {
            var content = Assert.Single(document.Post()["responses"]![status]!["content"]!.AsObject());
            Assert.Equal("application/problem+json", content.Key);
            Assert.NotNull(document.Follow(content.Value!["schema"]!)["properties"]!["title"]);
        });
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Answers_OfSeveralHandlers_AreThoseOfAll(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(PrivacyController)] });

        // A catch-all takes every event, so none is left unhandled
        Assert.Equal(Sorted(Always, "200", "202", "409"), document.Statuses());
        var accepted = document.Post()["responses"]!["202"]!["content"]!["application/json"]!["schema"]!;
        Assert.NotNull(document.Follow(accepted)["properties"]!["purpose"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Answers_HandlersThatDifferInOne_ShowNoShapeForIt(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("a", (IllowEnvelope _) => TypedResults.Ok(new ConsentUpdated("p", true)), "/hook");
                e.MapIllowWebhook("b", (IllowEnvelope _) => TypedResults.Ok("text"), "/hook");
            },
        });

        Assert.Null(document.Post("/hook")["responses"]!["200"]!["content"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Answers_HandlersOwnForTheSameStatus_StaysItsOwn(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapIllowWebhook("a", (IllowEnvelope _) => TypedResults.NotFound(new ConsentUpdated("p", true)), "/hook"),
        });

        var content = document.Post("/hook")["responses"]!["404"]!["content"]!["application/json"]!;
        Assert.NotNull(document.Follow(content["schema"]!)["properties"]!["purpose"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Answers_WithoutIdempotency_TellOfNoRepetition(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapPost("/hook", [IllowWebhook("a", Idempotent = false)] (IllowEnvelope _) => TypedResults.NoContent()),
        });

        Assert.Equal(Sorted(Always, "204", "404"), document.Statuses("/hook"));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Answers_WithAcknowledge_Have204InPlaceOf404(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapIllowWebhook("a", (IllowEnvelope _) => TypedResults.Ok(), "/hook"),
            Settings = { ["Illow:UnhandledEvents"] = "Acknowledge" },
        });

        Assert.Equal(Sorted(Always, "200", "204", "409"), document.Statuses("/hook"));
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> statuses, params string[] more) =>
        statuses.Concat(more).Order(StringComparer.Ordinal);
}
