using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>What an action may take: the envelope in each form, the body as well, with and without [ApiController].</summary>
public sealed class BindingTests
{
    public static TheoryData<Type, string> Actions
    {
        get
        {
            var data = new TheoryData<Type, string>();
            foreach (var controller in new[] { typeof(PlainController), typeof(ApiController) })
            {
                foreach (
                    var action in new[]
                    {
                        "envelope",
                        "typed",
                        "own",
                        "json",
                        "string-free",
                        "feature",
                        "body",
                        "envelope-and-body",
                        "nothing",
                        "services",
                    })
                {
                    data.Add(controller, action);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Bind_SignedDelivery_GivesTheActionWhatItTakes(Type controller, string action)
    {
        await using var app = await StartAsync(controller);

        using var response = await app.SendAsync(Delivery.Fresh(), "/bind/" + action);

        Assert.Equal("dsr-1", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Bind_UnsignedDelivery_NoActionRuns(Type controller, string action)
    {
        await using var app = await StartAsync(controller);

        using var response = await app.SendAsync(Delivery.Fresh().Unsigned(), "/bind/" + action);

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("/bind/own")]
    [InlineData("/bind/string-free")]
    [InlineData("/bind/feature")]
    public async Task Bind_MvcJsonOptions_ReadTheMetadata(string url)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(PlainController)],
            Services = s => s.AddControllers().AddJsonOptions(o => o.JsonSerializerOptions.Converters.Add(new JsonStringEnumConverter())),
        });

        using var response = await app.SendAsync(Delivery.Of("""{"id":"x","kind":"Second"}""", "json-options"), url);

        Assert.Equal("xSecond", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task GetMetadata_InAMinimalEndpoint_ReadsWithItsJsonOptions()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(PlainController)],
            Services = s => s.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter())),
            Map = e => e.MapIllowWebhook("a", (IllowEnvelope e) => e.GetMetadata<Own>().Id, "/minimal"),
        });

        using var minimal = await app.SendAsync(Delivery.Of("""{"id":"x","kind":"Second"}""", "minimal"), "/minimal");
        Assert.Equal("x", await minimal.Content.ReadAsStringAsync());

        await Assert.ThrowsAsync<JsonException>(() =>
            app.SendAsync(Delivery.Of("""{"id":"x","kind":"Second"}""", "action"), "/bind/string-free"));
    }

    [Fact]
    public async Task Bind_PropertyOfTheController_HoldsTheEnvelope()
    {
        await using var app = await StartAsync(typeof(PropertyController));

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(["dsr-1"], app.Notes.Lines);
    }

    [Fact]
    public async Task Bind_ActionWithoutTheAttribute_ThrowsInsteadOfRunning()
    {
        await using var app = await StartAsync(typeof(PlainController));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh(), "/bind/undecorated"));

        Assert.Empty(app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync(Type controller) => WebhookApp.StartAsync(new AppPlan { Controllers = [controller] });

    public enum Kind
    {
        First,
        Second,
    }

    public sealed record Own(string Id, Kind Kind);

    public sealed record WholeBody(string IdempotencyKey, JsonElement Metadata);

    [Route("bind")]
    public abstract class Actions_(Notes seen) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("envelope")]
        public string? Envelope(IllowEnvelope e) => Note(e.RawMetadata.GetProperty("id").GetString());

        [IllowWebhook("a"), HttpPost("typed")]
        public string? Typed(IllowEnvelope<DsrCreated> e) => Note(e.Metadata.Id);

        [IllowWebhook("a"), HttpPost("own")]
        public string Own(IllowEnvelope<Own> e) => Note(Text(e.Metadata))!;

        [IllowWebhook("a"), HttpPost("json")]
        public string? Json(IllowEnvelope<JsonElement> e) => Note(e.Metadata.GetProperty("id").GetString());

        [IllowWebhook("a"), HttpPost("string-free")]
        public string? Lazy(IllowEnvelope e) => Note(Text(e.GetMetadata<Own>()));

        [IllowWebhook("a"), HttpPost("feature")]
        public string? Feature(IllowEnvelope e) =>
            Note(ReferenceEquals(e, HttpContext.GetIllowEnvelope()) ? Text(HttpContext.GetIllowEnvelope()!.GetMetadata<Own>()) : "differ");

        [IllowWebhook("a"), HttpPost("body")]
        public string? Body([FromBody] WholeBody body) => Note(body.Metadata.GetProperty("id").GetString());

        [IllowWebhook("a"), HttpPost("envelope-and-body")]
        public string? Both(IllowEnvelope<DsrCreated> e, [FromBody] WholeBody body, IllowEnvelope again) =>
            Note(e.IdempotencyKey == body.IdempotencyKey && again.IdempotencyKey == e.IdempotencyKey ? e.Metadata.Id : "differ");

        [IllowWebhook("a"), HttpPost("nothing")]
        public async Task<string?> Nothing()
        {
            var text = await new StreamReader(Request.Body).ReadToEndAsync();
            var envelope = HttpContext.GetIllowEnvelope()!;
            return Note(text == Encoding.UTF8.GetString(envelope.RawBody.Span) ? envelope.GetMetadata<DsrCreated>().Id : "differ");
        }

        [IllowWebhook("a"), HttpPost("services")]
        public string? FromServices(
            [FromServices] Notes notes,
            IllowEnvelope<DsrCreated> e,
            [FromQuery] string? absent,
            CancellationToken ct
        ) => Note(ct.IsCancellationRequested ? "cancelled" : e.Metadata.Id + absent);

        [HttpPost("undecorated")]
        public string? Undecorated(IllowEnvelope e) => Note(e.Event);

        private static string Text(Own own) => own.Id + (own.Kind == Kind.First ? null : own.Kind);

        private string? Note(string? text)
        {
            seen.Add(text!);
            return text;
        }
    }

    public sealed class PlainController(Notes notes) : Actions_(notes);

    [ApiController]
    public sealed class ApiController(Notes notes) : Actions_(notes);

    public sealed class PropertyController(Notes notes) : ControllerBase
    {
        [BindProperty]
        public IllowEnvelope<DsrCreated>? Delivery { get; set; }

        [IllowWebhook("a")]
        public void Receive() => notes.Add(Delivery!.Metadata.Id!);
    }
}
