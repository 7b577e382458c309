using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.MinimalApi;

/// <summary>
/// Signed metadata that does not fit the handler's type: 400 malformed-metadata, an error in the log, and the handler does not run.
/// </summary>
public sealed class MetadataMismatchTests
{
    private const string Marker = "leaked-marker-4711";

    public static TheoryData<string> Misfits =>
        ["[]", "null", "7", "\"" + Marker + "\"", "{\"count\":\"" + Marker + "\"}", "{\"count\":[1]}"];

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task Metadata_DoesNotFit_400(string metadata)
    {
        await using var app = await StartAsync();

        await AssertRefusedAsync(app, metadata);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(0)]
    public async Task Metadata_DoesNotFitAndAMiddlewareSwallows_400(int written)
    {
        await using var app = await StartAsync(after: a => a.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception)
            {
                if (written > 0)
                {
                    context.Response.StatusCode = written;
                    await context.Response.WriteAsync("all is well");
                }
            }
        }));

        await AssertRefusedAsync(app, "[]");
    }

    [Fact]
    public async Task Metadata_DoesNotFitWithProblemDetails_400()
    {
        await using var app = await StartAsync(s => s.AddProblemDetails());

        await AssertRefusedAsync(app, "[]");
    }

    [Fact]
    public async Task Metadata_DoesNotFitUnderAnExceptionHandler_400()
    {
        await using var app = await StartAsync(s => s.AddProblemDetails(), before: a => a.UseExceptionHandler());

        await AssertRefusedAsync(app, "[]");
    }

    [Fact]
    public async Task Metadata_DoesNotFitWithoutIdempotency_400()
    {
        await using var app = await StartAsync(settings: WebhookApp.DefaultKey.With("Illow:Idempotency:Enabled", "false"));

        await AssertRefusedAsync(app, "[]");
    }

    [Fact]
    public async Task Metadata_MoreThanTheHttpJsonOptionsAllow_400()
    {
        await using var app = await StartAsync(s =>
            s.ConfigureHttpJsonOptions(o => o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow));

        await AssertRefusedAsync(app, """{"count":7,"more":1}""");
    }

    [Theory]
    [InlineData(false, "(line 0, byte ")]
    [InlineData(true, "(where in the metadata is not known)")]
    public async Task Metadata_DoesNotFit_TheLogSaysWhereOrThatNobodyKnows(bool ownConverter, string where)
    {
        await using var app = await StartAsync(services =>
            services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(new Fussy(ownConverter))));

        using var response = await app.SendAsync(Delivery.Of("""{"count":[]}"""));

        Assert.Contains(where, Assert.Single(app.OwnLogs, line => line.Id.Id == 13).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_MoreThanTheTypeHas_Fits()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Of("""{"count":7,"more":1}"""));

        Assert.Equal(["ran 7"], app.Notes.Lines);
    }

    [Fact]
    public async Task GetMetadata_DoesNotFitInsideTheHandler_IsTheHandlersOwnFailure()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Map = e => e.MapIllowWebhook("a", (IllowEnvelope d, Notes n) => n.Add("ran " + d.GetMetadata<Strict>().Count)) });

        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => app.SendAsync(Delivery.Of("[]")));

        Assert.Empty(app.Notes.Lines);
    }

    private static async Task AssertRefusedAsync(WebhookApp app, string metadata)
    {
        using var response = await app.SendAsync(Delivery.Of(metadata, Guid.NewGuid().ToString()));

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "malformed-metadata");
        Assert.Empty(app.Notes.Lines);
        Assert.Single(app.OwnLines, line => line.Id.Id == 13);
        Assert.DoesNotContain(app.Logs.GetSnapshot(), line => (line.Message + line.Exception).Contains(Marker, StringComparison.Ordinal));
    }

    private static Task<WebhookApp> StartAsync(
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? before = null,
        Action<WebApplication>? after = null,
        Dictionary<string, string?>? settings = null
    ) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = settings,
                Services = services,
                Before = before,
                After = after,
                Map = e => e.MapIllowWebhook("a", (IllowEnvelope<Strict> d, Notes n) => n.Add("ran " + d.Metadata.Count)),
            });

    internal sealed record Strict(int Count);

    private sealed class Fussy(bool namesItsPath) : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetInt32()
            : namesItsPath ? throw new JsonException("no", "$.count", null, null)
            : throw new JsonException("no");

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
