using Deque.AxeCore.Playwright;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>What the page shows of deliveries that run from a queue.</summary>
[Collection(OneBrowser.Name)]
public sealed class QueuePageTests(Chromium chromium)
{
    [Fact]
    public async Task Delivery_FromTheQueue_WaitsFailsAndIsHandledWhileThePageIsOpen()
    {
        await using var app = await InspectorApp.StartAsync(Queued.Plan with { Kestrel = true });
        var handlings = app.Services.GetRequiredService<Handlings>();
        handlings.Handle = (_, _) => throw new InvalidTimeZoneException("The zone is gone.");
        await using var page = await chromium.OpenAsync(app);
        await Expect(Filter(page, "waiting")).ToBeHiddenAsync();
        await app.DeliverAsync(InspectorApp.Created());
        await page.Row(1).ClickAsync();
        await Expect(page.Row(1)).ToContainTextAsync("Queued");
        await Expect(page.Details).ToContainTextAsync("None yet.");
        await Expect(page.Details).ToContainTextAsync("Runs on this instance.");
        await page.Button("Show content").ClickAsync();
        await Expect(page.Details.Locator("pre")).ToBeVisibleAsync();

        await Queued.QueueOf(app).DrainAsync();
        await Expect(page.Row(1)).ToContainTextAsync("Run failed");
        await Expect(page.Details.Locator("#runs li")).ToContainTextAsync("Attempt 1");
        await Expect(page.Details.Locator("#runs li")).ToContainTextAsync("System.InvalidTimeZoneException: The zone is gone.");
        await Filter(page, "failed").ClickAsync();
        await Expect(page.Rows).ToHaveCountAsync(1);

        handlings.Handle = (_, _) => Task.FromResult(Results.NoContent());
        await Queued.QueueOf(app).DrainAsync();
        await Expect(page.Rows).ToHaveCountAsync(0);
        await Filter(page, "all").ClickAsync();
        await Expect(page.Row(1)).ToContainTextAsync("Handled");
        await Expect(page.Details.Locator("#runs li")).ToHaveCountAsync(2);
        await Expect(page.Details.Locator("#verdict")).ToContainTextAsync("its handler has run from there");

        // What was opened before the runs is open still
        await Expect(page.Details.Locator("pre")).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task Filter_Waiting_ShowsWhatHasNotRun()
    {
        await using var app = await InspectorApp.StartAsync(Queued.Plan with { Kestrel = true });
        await using var page = await chromium.OpenAsync(app);
        await app.DeliverAsync(InspectorApp.Created());
        await Queued.QueueOf(app).DrainAsync();
        await app.DeliverAsync(InspectorApp.Created());
        await app.DeliverAsync(InspectorApp.Forged());

        await Filter(page, "waiting").ClickAsync();

        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Row(2)).ToBeVisibleAsync();
        await Expect(page.Page.Locator("#legend .waiting")).ToHaveTextAsync("2 Queued");
        Assert.EndsWith("#show=waiting", page.Page.Url, StringComparison.Ordinal);
        page.AssertQuiet();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task DeadLetters_AreListedAndRunAgain(ColorScheme scheme, int width)
    {
        var letters = new FakeDeadLetters();
        await using var app = await InspectorApp.StartAsync(Queued.PlanWith(letters) with { Kestrel = true });
        var delivered = await app.DeliverAsync(InspectorApp.Created());
        app.Services.GetRequiredService<Handlings>().Handle = (_, _) => throw new InvalidTimeZoneException("The zone is gone.");
        await Queued.QueueOf(app).DrainAsync();
        const string Message = "The handler of 'dsr.created' threw InvalidTimeZoneException.";
        letters.Add("letter-1", delivered.QueuedId!.Value, typeof(IllowDeliveryRunException).FullName, Message);
        await using var page = await chromium.OpenAsync(app, scheme, width);
        await page.Row(1).ClickAsync();
        await ExamineAsync(page);

        await page.Details.GetByRole(AriaRole.Link, new() { Name = "dead letters" }).ClickAsync();
        await Expect(page.Page.Locator("#panel-dead-letters tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("#panel-dead-letters")).ToContainTextAsync(Message);
        await ExamineAsync(page);
        await page.Page.Locator("#panel-dead-letters tbody button").ClickAsync();

        await Expect(page.Page.Locator("#panel-dead-letters .result")).ToHaveTextAsync("The delivery of dsr.created is back in the queue.");
        await Expect(page.Page.Locator("#panel-dead-letters")).ToContainTextAsync("None: the queue has given up on nothing.");
        Assert.Equal(["letter-1"], letters.PutBack);
        Assert.EndsWith("#dead-letters", page.Page.Url, StringComparison.Ordinal);
        page.AssertQuiet();
    }

    [Fact]
    public async Task DeadLetters_QueueThatDoesNotListThem_HasNoTab()
    {
        await using var app = await InspectorApp.StartAsync(Queued.Plan with { Kestrel = true });
        await using var page = await chromium.OpenAsync(app);

        await Expect(page.Page.Locator("#tab-map")).ToBeVisibleAsync();
        await Expect(page.Page.Locator("#tab-dead-letters")).ToBeHiddenAsync();
    }

    private static ILocator Filter(InspectorPage page, string name) => page.Page.Locator($"#filter label.{name}");

    private static async Task ExamineAsync(InspectorPage page)
    {
        var result = await page.Page.RunAxe();
        Assert.Empty(result.Violations.Select(violation =>
            $"{violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
    }
}
