using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>A sender has no antiforgery token: deliveries pass what demands one, other posts do not.</summary>
public sealed class AntiforgeryTests
{
    public static TheoryData<string> Demands =>
    [
        "global auto filter", "global validate filter", "controller attribute", "middleware", "required, middleware before",
        "required, middleware behind", "all",
    ];

    [Theory]
    [MemberData(nameof(Demands))]
    public async Task Antiforgery_SignedDelivery_Runs(string demand)
    {
        await using var app = await StartAsync(demand);

        using var first = await app.SendAsync(Delivery.Fresh());
        using var minimal = await app.SendAsync(Delivery.Fresh(), "/minimal");

        Assert.Equal(["action", "minimal"], app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Demands))]
    public async Task Antiforgery_UnsignedDelivery_401(string demand)
    {
        await using var app = await StartAsync(demand);

        using var response = await app.SendAsync(Delivery.Fresh().Unsigned());

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("global auto filter")]
    [InlineData("global validate filter")]
    [InlineData("controller attribute")]
    [InlineData("required, middleware before")]
    [InlineData("required, middleware behind")]
    [InlineData("all")]
    public async Task Antiforgery_OtherPostOfTheController_StillNeedsAToken(string demand)
    {
        await using var app = await StartAsync(demand);

        using var response = await app.Client.PostAsync("/form", new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync(string demand) => WebhookApp.StartAsync(new AppPlan
    {
        Views = true,
        Controllers =
        [
            demand is "controller attribute" or "all" ? typeof(ValidatingController)
                : demand.StartsWith("required", StringComparison.Ordinal) ? typeof(RequiringController)
                : typeof(FormController),
        ],
        Mvc = o =>
        {
            if (demand is "global auto filter" or "all")
            {
                o.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
            }

            if (demand is "global validate filter" or "all")
            {
                o.Filters.Add(new ValidateAntiForgeryTokenAttribute());
            }
        },
        Services = s => s.AddAntiforgery(),
        Before = a =>
        {
            if (demand is "middleware" or "required, middleware before" or "all")
            {
                a.UseAntiforgery();
            }
        },
        After = a =>
        {
            if (demand is "required, middleware behind")
            {
                a.UseAntiforgery();
            }
        },
        Map = e => e.MapGroup("")
            .WithMetadata(new RequireAntiforgeryTokenAttribute(demand.StartsWith("required", StringComparison.Ordinal)))
            .MapIllowWebhook("a", (Notes notes) => notes.Add("minimal"), "/minimal"),
    });

    public abstract class Actions(Notes notes) : Controller
    {
        [IllowWebhook("a"), HttpPost("/webhooks/illow")]
        public void Receive() => notes.Add("action");

        [HttpPost("/form")]
        public void Form() => notes.Add("form");
    }

    public sealed class FormController(Notes notes) : Actions(notes);

    [RequireAntiforgeryToken]
    public sealed class RequiringController(Notes notes) : Actions(notes);

    [AutoValidateAntiforgeryToken]
    public sealed class ValidatingController(Notes notes) : Actions(notes);
}
