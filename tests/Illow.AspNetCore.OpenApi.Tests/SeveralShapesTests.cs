using Illow.AspNetCore.Tests.Docs;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>A URL whose events have different metadata: any JSON at first, the exact alternatives with docs/openapi.md's filter.</summary>
public sealed class SeveralShapesTests
{
    private static readonly AppPlan Plan = new() { Controllers = [typeof(PrivacyController)] };

    public static TheoryData<Generator> Generators => UrlTests.Generators;

    [Theory, MemberData(nameof(Generators))]
    public async Task Body_WithoutAFilter_HasAnyMetadata(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, Plan);

        Assert.Equal(["description"], document.Body()["properties"]!["metadata"]!.AsObject().Select(keyword => keyword.Key));
    }

    [Theory, MemberData(nameof(Generators))]
    public async Task Body_WithTheFilterOfThePage_HasEachShape(Generator generator)
    {
        var document = await DescribedApp.DocumentAsync(generator, Plan with
        {
            Services = s =>
            {
                s.Configure<SwaggerGenOptions>(options => options.OperationFilter<WebhookBodies>());
                s.ConfigureAll<OpenApiOptions>(options => options.AddOperationTransformer<WebhookBodiesTransformer>());
            },
        });

        var bodies = document.Body()["anyOf"]!.AsArray().Select(body => document.Follow(body!));
        var metadata = bodies.Select(body => document.Follow(body["properties"]!["metadata"]!)).ToList();
        Assert.Equal(3, metadata.Count);
        Assert.NotNull(metadata[0]["properties"]!["legislation"]);
        Assert.NotNull(metadata[1]["properties"]!["purpose"]);
        Assert.Null(metadata[2]["properties"]);
    }

    [Theory]
    [InlineData(nameof(WebhookBodies))]
    [InlineData(nameof(WebhookBodiesTransformer))]
    public void Page_ShowsTheFiltersThatAreTested(string filter)
    {
        var source = Repository.Read($"tests/Illow.AspNetCore.OpenApi.Tests/{filter}.cs");

        var filterClass = source[source.IndexOf("internal sealed class", StringComparison.Ordinal)..];
        Assert.Contains(filterClass, Repository.Read("docs/openapi.md"), StringComparison.Ordinal);
    }
}
