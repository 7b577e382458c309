using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Nodes;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>
/// Metadata is validated as any model is: by [ApiController], and the same way by minimal endpoints with AddValidation().
/// </summary>
public sealed class MetadataValidationTests
{
    private const string Invalid = """{"purpose":"","choices":[{"name":null}]}""";

    [Fact]
    public async Task ApiController_MetadataThatDoesNotValidate_AnswersAsMinimalEndpointsDo()
    {
        await using var app = await StartAsync();

        using var action = await app.SendAsync(Delivery.Of(Invalid, "one"), "/api");
        using var minimal = await app.SendAsync(Delivery.Of(Invalid, "two"), "/minimal");

        Assert.Equal(HttpStatusCode.BadRequest, action.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, minimal.StatusCode);
        Assert.Equal(await ErrorsAsync(minimal), await ErrorsAsync(action));
        Assert.Equal(["Metadata.Choices[0].Name", "Metadata.Purpose"], (await ErrorsAsync(action)).Select(error => error.Key));
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/minimal")]
    public async Task Metadata_ThatValidates_RunsTheHandler(string url)
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Of("""{"purpose":"ads","choices":[{"name":"all"}]}""", "one"), url);

        Assert.Equal(["ads"], app.Notes.Lines);
    }

    [Fact]
    public async Task ApiController_MetadataThatDoesNotValidate_IsRunAgainOnTheRetry()
    {
        await using var app = await StartAsync();

        for (var i = 0; i < 2; i++)
        {
            using var response = await app.SendAsync(Delivery.Of(Invalid, "same"), "/api");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task PlainController_MetadataThatDoesNotValidate_SaysSoInModelState()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Of(Invalid, "one"), "/plain");

        Assert.Equal(["invalid: Metadata.Choices[0].Name, Metadata.Purpose"], app.Notes.Lines);
    }

    [Fact]
    public async Task Property_MetadataThatDoesNotValidate_SaysSoInModelState()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Of(Invalid, "one"), "/property");

        Assert.Equal(["invalid"], app.Notes.Lines);
    }

    [Fact]
    public async Task TryValidateModel_OfTheEnvelope_ValidatesTheMetadata()
    {
        await using var app = await StartAsync();

        using var invalid = await app.SendAsync(Delivery.Of(Invalid, "one"), "/again");
        using var valid = await app.SendAsync(Delivery.Of("""{"purpose":"ads"}""", "two"), "/again");

        Assert.Equal(["False", "True"], app.Notes.Lines);
    }

    [Theory]
    [InlineData("/element")]
    [InlineData("/node")]
    [InlineData("/envelope")]
    public async Task Metadata_OfDeepJson_IsNotWalkedThrough(string url)
    {
        await using var app = await StartAsync();
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 30)) + "1" + new string('}', 30);

        using var response = await app.SendAsync(Delivery.Of(deep, "deep"), url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<SortedDictionary<string, string>> ErrorsAsync(HttpResponseMessage response)
    {
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return new(
            problem["errors"]!.AsObject().ToDictionary(error => error.Key, error => error.Value!.ToJsonString()),
            StringComparer.Ordinal);
    }

    private static Task<WebhookApp> StartAsync() =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Controllers = [typeof(ValidatingController), typeof(PlainController), typeof(PropertyController)],
                Services = s => s.AddValidation(),
                Map = e =>
                    e.MapPost("/minimal", [IllowWebhook("a")] (IllowEnvelope<Consent> consent, Notes notes) =>
                        notes.Add(consent.Metadata.Purpose!)),
            });

    public sealed class Consent
    {
        [Required, StringLength(20)]
        public string? Purpose { get; set; }

        public IReadOnlyList<Choice> Choices { get; set; } = [];
    }

    public sealed class Choice
    {
        [Required]
        public string? Name { get; set; }
    }

    [ApiController]
    public sealed class ValidatingController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/api")]
        public void Receive(IllowEnvelope<Consent> consent) => notes.Add(consent.Metadata.Purpose!);

        [IllowWebhook("a"), HttpPost("/element")]
        public void Element(IllowEnvelope<System.Text.Json.JsonElement> e) => notes.Add(e.Event);

        [IllowWebhook("a"), HttpPost("/node")]
        public void Node(IllowEnvelope<JsonNode> e) => notes.Add(e.Event);

        [IllowWebhook("a"), HttpPost("/envelope")]
        public void Envelope(IllowEnvelope e) => notes.Add(e.Event);
    }

    public sealed class PlainController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/plain")]
        public void Receive(IllowEnvelope<Consent> consent) =>
            notes.Add(
                ModelState.IsValid
                    ? consent.Event
                    : "invalid: "
                        + string.Join(
                            ", ",
                            ModelState
                                .Where(entry => entry.Value!.Errors.Count > 0)
                                .Select(entry => entry.Key)
                                .Order(StringComparer.Ordinal)));

        [IllowWebhook("a"), HttpPost("/again")]
        public void Again(IllowEnvelope<Consent> consent)
        {
            ModelState.Clear();
            notes.Add(TryValidateModel(consent).ToString());
        }
    }

    public sealed class PropertyController(Notes notes) : ControllerBase
    {
        [BindProperty]
        public IllowEnvelope<Consent>? Delivered { get; set; }

        [IllowWebhook("a"), HttpPost("/property")]
        public void Receive() => notes.Add(ModelState.IsValid ? "valid" : "invalid");
    }
}
