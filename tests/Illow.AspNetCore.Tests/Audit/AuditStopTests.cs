using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Tests.Audit;

/// <summary>What would make it a matter of luck which handler runs stops the start, and the message names both sides and the fix.</summary>
public sealed class AuditStopTests
{
    [Fact]
    public async Task Start_TwoActionsForOneEvent_StopsAndNamesBoth()
    {
        var message = await StoppedAsync(new AppPlan { Controllers = [typeof(FirstController), typeof(SecondController)] });

        AssertNames(
            message,
            "FirstController.Created",
            "SecondController.AlsoCreated",
            "'dsr.created'",
            "/webhooks/illow",
            "Remove [IllowWebhook] from one");
    }

    [Fact]
    public async Task Start_ActionAndMinimalEndpointForOneEvent_StopsAndNamesBoth()
    {
        var message = await StoppedAsync(new AppPlan
        {
            Controllers = [typeof(FirstController)],
            Map = e => e.MapIllowWebhook("dsr.created", () => { }).WithDisplayName("the minimal one"),
        });

        AssertNames(message, "FirstController.Created", "the minimal one");
    }

    [Fact]
    public async Task Start_TwoForOneEventThatARegistrationLists_StopsWithTheSameMessage() =>
        AssertNames(
            await StoppedAsync(
                new AppPlan
                {
                    Settings = Settings.Of(("one", TestKeys.A, ["a", "b"])),
                    Map = e =>
                    {
                        e.MapIllowWebhook("a", () => { }).WithDisplayName("one");
                        e.MapIllowWebhook("a", () => { }).WithDisplayName("two");
                    },
                }),
            "'one'",
            "'two'",
            "both take the event 'a'");

    [Fact]
    public async Task Start_TwoCatchAlls_Stops() =>
        AssertNames(
            await StoppedAsync(e =>
            {
                e.MapIllowWebhook(() => { }).WithDisplayName("one");
                e.MapIllowWebhook(() => { }).WithDisplayName("two");
            }),
            "'one'",
            "'two'",
            "every other event");

    [Fact]
    public async Task Start_TwoForOneEventOfOneWebhook_StopsWhateverTheNamesCase() =>
        AssertNames(
            await StoppedAsync(e =>
            {
                e.MapIllowWebhook("a", () => { }, webhook: "default").WithDisplayName("one");
                e.MapIllowWebhook("a", () => { }, webhook: "DEFAULT").WithDisplayName("two");
            }),
            "'one'", "'two'", "of the webhook");

    [Theory]
    [InlineData("/webhooks/illow", "/WEBHOOKS/Illow/")]
    [InlineData("/x/{id}", "/X/{ID}")]
    [InlineData("/x/{id:int}", "/x/{id:int}")]
    [InlineData("/x/{**rest}", "/x/{*rest}")]
    public async Task Start_TwoForOneEventAtOneUrlSpeltTwice_Stops(string first, string second) =>
        AssertNames(
            await StoppedAsync(e =>
            {
                e.MapIllowWebhook("a", () => { }, first).WithDisplayName("one");
                e.MapIllowWebhook("a", () => { }, second).WithDisplayName("two");
            }),
            "'one'", "'two'");

    [Theory]
    [InlineData("/x/{id}", "/x/{name}")]
    [InlineData("/x/{id}", "/x/{id?}")]
    [InlineData("/x/{id=1}", "/x/{id=2}")]
    [InlineData("/x/{*a}", "/x/{*b}")]
    public async Task Start_RoutesThatRoutingCannotTellApart_Stops(string first, string second) =>
        AssertNames(
            await StoppedAsync(e =>
            {
                e.MapIllowWebhook("a", () => { }, first).WithDisplayName("one");
                e.MapIllowWebhook("b", () => { }, second).WithDisplayName("two");
            }),
            "'one'", "'two'", "match the same URLs");

    [Theory]
    [InlineData("/webhooks/illow", "/webhooks/illow")]
    [InlineData("/webhooks/illow", "/Webhooks/Illow/")]
    [InlineData("/x/{id}", "/x/{name}")]
    [InlineData("/x/{id}", "/x/{id?}")]
    public async Task Start_UndecoratedPostAtTheUrl_StopsAndNamesBoth(string decorated, string undecorated) =>
        AssertNames(
            await StoppedAsync(e =>
            {
                e.MapIllowWebhook("a", () => { }, decorated).WithDisplayName("the webhook");
                e.MapPost(undecorated, () => { }).WithDisplayName("the other");
            }),
            "'the webhook'", "'the other'", "without [IllowWebhook]", "restrict it to other methods");

    [Fact]
    public async Task Start_UndecoratedEndpointForAnyMethodAtTheUrl_Stops() =>
        AssertNames(
            await StoppedAsync(e =>
            {
                e.MapIllowWebhook("a", () => { }).WithDisplayName("the webhook");
                e.Map("/webhooks/illow", () => { }).WithDisplayName("the other");
            }),
            "'the webhook'",
            "'the other'");

    [Fact]
    public async Task Start_UndecoratedPostActionBesideDecoratedOnes_Stops() =>
        AssertNames(
            await StoppedAsync(new AppPlan { Controllers = [typeof(MixedController)] }),
            "MixedController.Webhook",
            "MixedController.Form");

    [Fact]
    public async Task Start_TwoBranchesWithARoutingOfTheirOwn_DoNotMeet()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = WebhookApp.DefaultKey.With("Illow:Events", "a"),
            UseWebhooks = false,
            After = a =>
            {
                foreach (var branch in (string[])["/a", "/b"])
                {
                    a.Map(branch, b =>
                    {
                        b.UseRouting();
                        b.UseIllowWebhooks();
                        b.UseEndpoints(e => e.MapIllowWebhook("a", (Notes notes) => notes.Add(branch), "/hook"));
                    });
                }

                a.Map("/c", b =>
                {
                    b.UseRouting();
                    b.UseEndpoints(e => e.MapPost("/hook", () => "not a webhook"));
                });
            },
        });
        using var first = await app.SendAsync(Delivery.Fresh("a"), "/a/hook");
        using var second = await app.SendAsync(Delivery.Fresh("a"), "/b/hook");

        Assert.Equal(["/a", "/b"], app.Notes.Lines);
        Assert.Empty(app.AuditWarnings);
    }

    [Fact]
    public async Task Start_TwoForOneEventInOneBranch_Stops() =>
        AssertNames(await StoppedAsync(new AppPlan { UseWebhooks = false, After = a => a.Map("/a", b =>
                        {
                            b.UseRouting();
                            b.UseIllowWebhooks();
                            b.UseEndpoints(e =>
                            {
                                e.MapIllowWebhook("a", () => { }).WithDisplayName("one");
                                e.MapIllowWebhook("a", () => { }).WithDisplayName("two");
                            });
                        }) }), "'one'", "'two'");

    [Fact]
    public async Task Start_MiddlewareInABranchWithoutARoutingOfItsOwn_StopsAllTheSame() =>
        AssertNames(
            await StoppedAsync(new AppPlan
            {
                UseWebhooks = false,
                Controllers = [typeof(FirstController)],
                After = a => a.UseWhen(_ => true, b => b.UseIllowWebhooks()),
                Map = e => e.MapIllowWebhook("dsr.created", () => { }).WithDisplayName("two"),
            }),
            "FirstController.Created", "'two'");

    [Fact]
    public async Task Start_SeveralMistakes_TellsThemAll() =>
        AssertNames(
            await StoppedAsync(e =>
            {
                e.MapIllowWebhook("a", () => { }, "/one").WithDisplayName("1a");
                e.MapIllowWebhook("a", () => { }, "/one").WithDisplayName("1b");
                e.MapIllowWebhook("a", () => { }, "/two").WithDisplayName("2a");
                e.MapPost("/two", () => { }).WithDisplayName("2b");
            }),
            "'1a'", "'1b'", "'2a'", "'2b'");

    private static Task<string> StoppedAsync(Action<IEndpointRouteBuilder> map) => StoppedAsync(new AppPlan { Map = map });

    private static async Task<string> StoppedAsync(AppPlan plan) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => WebhookApp.StartAsync(plan))).Message;

    private static void AssertNames(string message, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));

    [Fact]
    public async Task Start_ActionThatIsAsyncVoid_StopsAndSaysWhatToReturn() =>
        AssertNames(
            await StoppedAsync(new AppPlan { Controllers = [typeof(AsyncVoidController)] }),
            "AsyncVoidController.Created", "async void", "Let it return Task");

    [Fact]
    public async Task Start_MinimalHandlerThatIsAsyncVoid_StopsAndSaysWhatToReturn() =>
        AssertNames(
            await StoppedAsync(e => e.MapIllowWebhook("dsr.created", new Action<IllowEnvelope>(async _ => await Task.Yield()))
                .WithMetadata(typeof(AuditStopTests).GetMethods()[0]).WithDisplayName("the minimal one")),
            "the minimal one", "async void", "Let it return Task");

    public sealed class AsyncVoidController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public async void Created(IllowEnvelope e) => await Response.WriteAsync(e.Event);
    }

    public sealed class FirstController : ControllerBase
    {
        [IllowWebhook("dsr.created", "dsr.closed")]
        public void Created(IllowEnvelope e) => HttpContext.Items.Add(e, e);
    }

    public sealed class SecondController : ControllerBase
    {
        [IllowWebhook("dsr.opened"), IllowWebhook("dsr.created")]
        public void AlsoCreated(IllowEnvelope e) => HttpContext.Items.Add(e, e);
    }

    [Route("mixed")]
    public sealed class MixedController : ControllerBase
    {
        [IllowWebhook("a")]
        public void Webhook(IllowEnvelope e) => HttpContext.Items.Add(e, e);

        [HttpPost]
        public IActionResult Form() => Ok();
    }
}
