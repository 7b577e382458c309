using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Tests.FailClosed;

/// <summary>A call that was forgotten: nothing runs, signed or not, and the message names the call.</summary>
public sealed class ForgottenCallTests
{
    public static TheoryData<string> Endpoints => ["/action", "/bare-action", "/envelope", "/typed", "/nothing", "/mapped", "/delegate"];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task UseIllowWebhooks_Forgotten_ThrowsAndNamesTheCall(string url)
    {
        await using var app = await StartAsync(new AppPlan { UseWebhooks = false });

        foreach (var delivery in new[] { Delivery.Fresh("a"), Delivery.Fresh("a").Unsigned() })
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(delivery, url));
            Assert.Contains("app.UseIllowWebhooks()", exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task UseIllowWebhooks_Forgotten_IsAnErrorInTheLogAtStart()
    {
        await using var app = await StartAsync(new AppPlan { UseWebhooks = false });

        var line = Assert.Single(app.OwnLines, line => line.Level == LogLevel.Error);
        Assert.Contains("app.UseIllowWebhooks()", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task UseIllowWebhooks_BeforeUseRouting_ThrowsAndSaysWhere(string url)
    {
        await using var app = await StartAsync(new AppPlan { After = a => a.UseRouting() });

        foreach (var delivery in new[] { Delivery.Fresh("a"), Delivery.Fresh("a").Unsigned() })
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(delivery, url));
            Assert.Contains("after app.UseRouting()", exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task UseIllowWebhooks_AfterUseEndpoints_Throws(string url)
    {
        await using var app = await StartAsync(new AppPlan
        {
            UseWebhooks = false,
            After = a => { a.UseRouting(); a.UseEndpoints(e => { e.MapControllers(); Map(e); }); a.UseIllowWebhooks(); },
            MapControllers = false,
        }, map: false);

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh("a").Unsigned(), url));

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("/action")]
    [InlineData("/bare-action")]
    [InlineData("/envelope")]
    [InlineData("/typed")]
    public async Task BothCalls_Forgotten_ThrowsAndNamesThem(string url)
    {
        await using var app = await StartAsync(new AppPlan
        {
            AddWebhooks = false,
            UseWebhooks = false,
            Map = e =>
            {
                e.MapPost("/envelope", [IllowWebhook("a")] (IllowEnvelope envelope, Notes notes) => notes.Add(envelope.Event));
                e.MapPost("/typed", [IllowWebhook("a")] (IllowEnvelope<DsrCreated> envelope, Notes notes) => notes.Add(envelope.Event));
            },
        }, map: false);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh("a"), url));

        Assert.Contains("builder.Services.AddIllowWebhooks()", exception.Message, StringComparison.Ordinal);
        Assert.Contains("app.UseIllowWebhooks()", exception.Message, StringComparison.Ordinal);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public void AddIllowWebhooks_ForgottenButUsed_ThrowsAndNamesTheCall()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => WebhookApp.Build(new AppPlan { AddWebhooks = false }));

        Assert.Contains("builder.Services.AddIllowWebhooks()", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/own")]
    public void AddIllowWebhooks_ForgottenButMapped_ThrowsAndNamesTheCall(string? pattern)
    {
        var exception = Assert.Throws<InvalidOperationException>(() =>
            WebhookApp.Build(
                new AppPlan
                {
                    AddWebhooks = false,
                    UseWebhooks = false,
                    Map = e => e.MapIllowWebhook("a", () => { }, pattern),
                }));

        Assert.Contains("builder.Services.AddIllowWebhooks()", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Key_Forgotten_StopsTheStartAndNamesTheSetting(bool use)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            StartAsync(new AppPlan { Settings = new Dictionary<string, string?>(), UseWebhooks = use }));

        Assert.Contains("Illow:PublicKey", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndpointRouting_SwitchedOff_NoActionRuns()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(Receiver)],
            MapControllers = false,
            Mvc = o => o.EnableEndpointRouting = false,
            After = a => a.UseMvcWithDefaultRoute(),
        });

        foreach (var url in new[] { "/action", "/bare-action", "/Receiver/Action", "/webhooks/illow" })
        {
            foreach (var delivery in new[] { Delivery.Fresh("a"), Delivery.Fresh("a").Unsigned() })
            {
                await Record.ExceptionAsync(() => app.SendAsync(delivery, url));
            }
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh("a"), "/action"));
        Assert.Empty(app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync(AppPlan plan, bool map = true) =>
        WebhookApp.StartAsync(plan with { Controllers = [typeof(Receiver)], Map = map ? Map : plan.Map });

    private static void Map(IEndpointRouteBuilder e)
    {
        e.MapPost("/envelope", [IllowWebhook("a")] (IllowEnvelope envelope, Notes notes) => notes.Add(envelope.Event));
        e.MapPost("/typed", [IllowWebhook("a")] (IllowEnvelope<DsrCreated> envelope, Notes notes) => notes.Add(envelope.Event));
        e.MapPost("/nothing", [IllowWebhook("a")] (Notes notes) => notes.Add("ran"));
        e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"), "/mapped");
        e.MapPost("/delegate", (HttpContext context) =>
            {
                context.RequestServices.GetRequiredService<Notes>().Add("ran");
                return Task.CompletedTask;
            })
            .WithMetadata(new IllowWebhookAttribute("a"));
    }

    public sealed class Receiver(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/action")]
        public void Action(IllowEnvelope<DsrCreated> e) => notes.Add(e.Event);

        [IllowWebhook("a"), HttpPost("/bare-action")]
        public void Bare() => notes.Add("ran");
    }
}
