using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>Every refusal has a body, with and without the application's problem details, for actions of either kind.</summary>
public sealed class ProblemDetailsTests
{
    public static TheoryData<Type, bool, string> Applications
    {
        get
        {
            var data = new TheoryData<Type, bool, string>();
            foreach (var controller in new[] { typeof(PlainController), typeof(ApiController) })
            {
                foreach (var service in new[] { true, false })
                {
                    foreach (var accept in new[] { "*/*", "text/html", "application/json" })
                    {
                        data.Add(controller, service, accept);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Applications))]
    public async Task Refusal_AnyApplication_HasABody(Type controller, bool service, string accept)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = WebhookApp.DefaultKey.With("Illow:CompanyId", "c-1"),
            Controllers = [controller],
            Services = s =>
            {
                if (service)
                {
                    s.AddProblemDetails();
                }
            },
            Before = a => a.UseStatusCodePages(),
        });
        app.Client.DefaultRequestHeaders.Add("Accept", accept);

        await AssertAsync(app, Delivery.Fresh("a").Unsigned(), HttpStatusCode.Unauthorized, "invalid-signature");
        await AssertAsync(
            app,
            Delivery.Fresh("a") with
            {
                ContentType = "text/plain",
            },
            HttpStatusCode.UnsupportedMediaType,
            "unsupported-media-type");
        await AssertAsync(app, Delivery.OfText("{}"), HttpStatusCode.BadRequest, "malformed-envelope");
        await AssertAsync(app, Delivery.Of("[]", "key", more: ",\"event\":\"a\""), HttpStatusCode.BadRequest, "malformed-metadata");
        await AssertAsync(app, Delivery.Of(companyId: "c-2"), HttpStatusCode.Forbidden, "wrong-origin");
        await AssertAsync(app, Delivery.Fresh("z"), HttpStatusCode.NotFound, "unhandled-event");
        await AssertAsync(app, Delivery.Fresh(), HttpStatusCode.UnprocessableEntity, "unknown-event");
        await AssertAsync(app, Delivery.Fresh("a"), HttpStatusCode.MethodNotAllowed, "method-not-allowed", HttpMethod.Put);
        await AssertAsync(app, new Delivery(new byte[2_000_000]), HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Refusal_AppCustomizesProblemDetails_ItIsAsked()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(PlainController)],
            Services = s => s.AddProblemDetails(o => o.CustomizeProblemDetails = c => c.ProblemDetails.Extensions["mine"] = "yes"),
        });

        using var refused = await app.SendAsync(Delivery.Fresh("a").Unsigned());
        using var misfit = await app.SendAsync(Delivery.Of("[]", more: ",\"event\":\"a\""));

        Assert.Contains("\"mine\":\"yes\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("\"mine\":\"yes\"", await misfit.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_StatusCodePagesReExecute_TheBodyStays()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Before = a => { a.UseStatusCodePagesWithReExecute("/error"); a.UseRouting(); },
            Map = e =>
            {
                e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"));
                e.MapPost("/error", (HttpContext context) => context.Response.WriteAsync("replaced"));
            },
        });

        using var response = await app.SendAsync(Delivery.Fresh().Unsigned());

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    private static async Task AssertAsync(WebhookApp app, Delivery delivery, HttpStatusCode status, string slug, HttpMethod? method = null)
    {
        using var response = await app.Client.SendAsync(delivery.To("/webhooks/illow", method));
        await Problem.AssertAsync(response, status, slug);
    }

    public abstract class Actions(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/webhooks/illow")]
        public void A(IllowEnvelope<Dictionary<string, string>> e) => notes.Add(e.Event);

        [IllowWebhook("b"), HttpPost("/webhooks/illow")]
        public void B() => notes.Add("b");
    }

    public sealed class PlainController(Notes notes) : Actions(notes);

    [ApiController]
    public sealed class ApiController(Notes notes) : Actions(notes);
}
