using System.Text.Json;
using System.Text.Json.Nodes;
using Illow.Webhooks.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>The body is the envelope, with the metadata of the URL's events.</summary>
public sealed class BodyTests
{
    public static TheoryData<Generator> Generators => UrlTests.Generators;

    [Theory, MemberData(nameof(Generators))]
    public async Task Body_AnyHandler_IsTheEnvelope(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(PlainController)] });

        var body = document.Body();
        Assert.True((bool?)document.Post()["requestBody"]!["required"]);
        Assert.Equal(["application/json"], document.Post()["requestBody"]!["content"]!.AsObject().Select(content => content.Key));
        Assert.Equal(EnvelopePropertyNames.Required.Select(EnvelopePropertyNames.NameOf), Properties(body));
        var required = body["required"]!.AsArray().Select(name => (string?)name);
        Assert.Equal(["companyId", "idempotencyKey", "metadata", "siteId"], required.Order(StringComparer.Ordinal));
        Assert.Equal(512, (int?)body["properties"]!["companyId"]!["maxLength"]);
        Assert.Equal(1, (int?)body["properties"]!["siteId"]!["minLength"]);
        AssertOpen(body);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Metadata_OfDsrCreated_IsWhatIllowDocuments(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(PlainController)] });

        var metadata = Metadata(document);
        Assert.Equal(["id", "companyId", "createdAt", "dueDate", "legislation", "requestStatus"], Properties(metadata));
        Assert.Null(metadata["required"]);
        Assert.Equal("date-time", (string?)metadata["properties"]!["dueDate"]!["format"]);
        AssertOpen(metadata);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Metadata_OfAnOwnType_IsThatType(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e => e.MapPost(
                "/webhooks/illow",
                [IllowWebhook("consent.updated", "consent.given")] (IllowEnvelope<ConsentUpdated> _) => Results.Ok()),
        });

        Assert.Equal(["purpose", "given"], Properties(Metadata(document)));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Metadata_OfAValueType_IsThatType(Generator generator)
    {
        var plan = new AppPlan { Map = e => e.MapIllowWebhook("count", (IllowEnvelope<long> _) => Results.Ok()) };
        var document = await DescribedApp.DocumentAsync(generator, plan);

        Assert.Equal("int64", (string?)Metadata(document)["format"]);
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Metadata_LeftOpen_IsAnyJson(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("a", (IllowEnvelope _) => Results.Ok(), "/plain");
                e.MapIllowWebhook("a", (IllowEnvelope<JsonElement> _) => Results.Ok(), "/element");
                e.MapIllowWebhook("a", (IllowEnvelope<JsonNode> _) => Results.Ok(), "/node");
                e.MapIllowWebhook("a", (HttpContext context) => context.GetIllowEnvelope()!.Event, "/context");
            },
        });

        Assert.All(["/plain", "/element", "/node", "/context"], path =>
            Assert.Equal(["description"], document.Body(path)["properties"]!["metadata"]!.AsObject().Select(keyword => keyword.Key)));
    }

    [Fact]
    public async Task Components_OfFullTypeNames_HaveValidIds()
    {
        var document = await DescribedApp.DocumentAsync(Generator.Swashbuckle, new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("a", (IllowEnvelope<DsrCreated> _) => Results.Ok(), "/created");
                e.MapIllowWebhook("a", (IllowEnvelope<ConsentUpdated> _) => Results.Ok(), "/own");
                e.MapIllowWebhook("a", (IllowEnvelope<List<ConsentUpdated>> _) => Results.Ok(), "/list");
                e.MapIllowWebhook("a", (IllowEnvelope<ConsentUpdated[]> _) => Results.Ok(), "/array");
                e.MapIllowWebhook("a", (IllowEnvelope<Dictionary<string, long?>> _) => Results.Ok(), "/dictionary");
                e.MapIllowWebhook("a", (IllowEnvelope _) => Results.Ok(), "/any");
            },
            Services = s => s.Configure<SwaggerGenOptions>(options => options.CustomSchemaIds(type => type.FullName)),
        });

        var ids = document.Root["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).ToList();
        Assert.Equal(6, ids.Count(id => id.Contains("IllowWebhookBodyOf", StringComparison.Ordinal)));
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9._-]+$", id));
        Assert.Equal(["purpose", "given"], Properties(document.Follow(document.Body("/own")["properties"]!["metadata"]!)));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Components_OfMetadataThatIsNotPublic_AreDescribed(Generator generator)
    {
        var plan = new AppPlan { Map = e => e.MapIllowWebhook("a", (IllowEnvelope<Hidden> _) => Results.Ok()) };
        var document = await DescribedApp.DocumentAsync(generator, plan);

        Assert.Equal(["text"], Properties(Metadata(document)));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Body_TwoHandlersOfOneShape_IsThatShape(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("consent.given", (IllowEnvelope<ConsentUpdated> _) => Results.Ok());
                e.MapIllowWebhook("consent.updated", (IllowEnvelope<ConsentUpdated> _) => Results.Ok());
            },
        });

        Assert.Equal(["purpose", "given"], Properties(Metadata(document)));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Body_ReadByTheHandlerItself_IsTheHandlersType(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, new AppPlan { Controllers = [typeof(OwnBodyController)] });

        Assert.Equal(["companyId", "metadata"], Properties(document.Body("/own")));
        Assert.Equal(["header illow-signature"], document.Parameters("/own"));
    }

    private sealed record Hidden(string Text);

    private static JsonNode Metadata(Document document) => document.Follow(document.Body()["properties"]!["metadata"]!);

    private static IEnumerable<string> Properties(JsonNode schema) => schema["properties"]!.AsObject().Select(property => property.Key);

    private static void AssertOpen(JsonNode schema) =>
        Assert.True(schema["additionalProperties"] is null or JsonObject, "Members that are not listed are accepted.");
}
