using Illow.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>Attributes of Newtonsoft.Json on what metadata is read into, which System.Text.Json ignores.</summary>
public sealed class NewtonsoftTests
{
    [Theory]
    [InlineData(typeof(MarkedController), "[JsonProperty] on Marked.DueAt")]
    [InlineData(typeof(NestedController), "[JsonProperty] on Marked.DueAt")]
    [InlineData(typeof(ConvertedController), "[JsonConverter] on Converted")]
    public async Task Start_AddNewtonsoftJsonAndMetadataWithItsAttributes_Warns(Type controller, string attribute)
    {
        await using var app = Create(controller, mvc => mvc.AddNewtonsoftJson());
        await app.StartAsync();

        var warning = Assert.Single(app.Warnings.Lines, line => line.Contains("AddNewtonsoftJson()", StringComparison.Ordinal));
        Assert.Contains(controller.Name, warning, StringComparison.Ordinal);
        Assert.Contains(attribute, warning, StringComparison.Ordinal);
        Assert.Contains("[JsonPropertyName]", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(MarkedController), false)]
    [InlineData(typeof(PlainController), true)]
    public async Task Start_OneWithoutTheOther_SaysNothing(Type controller, bool addsNewtonsoft)
    {
        await using var app = Create(controller, mvc => _ = addsNewtonsoft ? mvc.AddNewtonsoftJson() : mvc);
        await app.StartAsync();

        Assert.DoesNotContain(app.Warnings.Lines, line => line.Contains("AddNewtonsoftJson()", StringComparison.Ordinal));
    }

    private static RoutedApplication Create(Type controller, Action<IMvcBuilder> configure) => new(
        [controller],
        (_, mvc) => configure(mvc),
        app =>
        {
            app.UseIllowWebhooks();
            app.MapControllers();
        });

    internal sealed class Marked
    {
        [JsonProperty("due_at")]
        public string? DueAt { get; set; }
    }

    internal sealed class Outer
    {
        public Outer? Parent { get; set; }

        public List<Marked[]> Items { get; set; } = [];
    }

    [JsonConverter(typeof(Newtonsoft.Json.Converters.StringEnumConverter))]
    internal sealed class Converted
    {
        public string? DueAt { get; set; }
    }

    internal sealed class MarkedController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Created(IllowEnvelope<Marked> envelope) => Ok(envelope.Metadata.DueAt);
    }

    internal sealed class NestedController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Created(IllowEnvelope<Outer> envelope) => Ok(envelope.Metadata.Items);
    }

    internal sealed class ConvertedController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Created(IllowEnvelope<Converted> envelope) => Ok(envelope.Metadata.DueAt);
    }

    internal sealed class PlainController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Created(IllowEnvelope<DsrCreated> envelope) => Ok(envelope.Metadata.Id);
    }
}
