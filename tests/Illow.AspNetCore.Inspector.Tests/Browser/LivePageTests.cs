using System.Diagnostics;
using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>What a reader with a mouse sees and does.</summary>
[Collection(OneBrowser.Name)]
public sealed class LivePageTests(Chromium chromium)
{
    [Fact]
    public async Task Page_NewDelivery_AppearsWithinASecond()
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await Expect(page.Page.GetByText("No deliveries yet.")).ToBeVisibleAsync();
        await app.DeliverAsync(InspectorApp.Created());
        await Expect(page.Row(1)).ToBeVisibleAsync();

        await app.DeliverAsync(InspectorApp.Forged());
        var clock = Stopwatch.StartNew();
        await page.Row(2).WaitForAsync();

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await Expect(page.Row(2)).ToContainTextAsync("Invalid signature");
        await Expect(page.Page.Locator("#chart rect.refused")).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("#legend .handled")).ToHaveTextAsync("1 Handled");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Repetition_LinksToItsFirst()
    {
        await using var app = await StartAsync();
        var delivery = InspectorApp.Created();
        await app.DeliverAsync(delivery);
        await app.DeliverAsync(delivery);
        await using var page = await chromium.OpenAsync(app);

        await page.Row(2).GetByRole(AriaRole.Link, new() { Name = "#1" }).ClickAsync();

        await Expect(page.Title).ToHaveTextAsync("Delivery #1");
        await Expect(page.Details).ToContainTextAsync("The same event came again as #2.");
        await page.Details.GetByRole(AriaRole.Link, new() { Name = "#2" }).ClickAsync();
        await Expect(page.Title).ToHaveTextAsync("Delivery #2");
        await Expect(page.Details).ToContainTextAsync("The same event came first as #1.");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Content_IsOnThePage_OnlyBetweenTwoClicks()
    {
        const string marker = "jane-doe-marker";
        await using var app = await StartAsync();
        await app.DeliverAsync(InspectorApp.Created(metadata: new { id = marker }));
        await using var page = await chromium.OpenAsync(app);
        await page.Row(1).ClickAsync();
        Assert.DoesNotContain(marker, await page.Page.ContentAsync(), StringComparison.Ordinal);

        await page.Button("Show content").ClickAsync();
        await Expect(page.Details.Locator("pre")).ToContainTextAsync($"\"id\": \"{marker}\"");
        await Expect(page.Details.Locator(".headers")).ToContainTextAsync("… (344 characters)");

        await page.Button("Hide content").ClickAsync();
        Assert.DoesNotContain(marker, await page.Page.ContentAsync(), StringComparison.Ordinal);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Replay_SaysWhatCameOfIt()
    {
        await using var app = await StartAsync();
        var handlings = app.Services.GetRequiredService<Handlings>();
        handlings.Handle = (_, _) => Task.FromResult(Results.StatusCode(503));
        await app.DeliverAsync(InspectorApp.Created());
        handlings.Handle = (_, _) => Task.FromResult(Results.Ok());
        await using var page = await chromium.OpenAsync(app);
        await page.Row(1).ClickAsync();
        await Expect(page.Details).ToContainTextAsync("its handler runs, with real effects");

        await page.Button("Replay").ClickAsync();
        await Expect(page.Details).ToContainTextAsync("Delivery #2: 200, the handler ran and succeeded.");

        // The link to it moves the button
        await Expect(page.Details).ToContainTextAsync("The same event came again as #2.");
        await page.Button("Replay").ClickAsync();
        await Expect(page.Details).ToContainTextAsync("Delivery #3: 200, the event had been handled, so the handler did not run.");

        await Expect(page.Row(3)).ToContainTextAsync("replay of #1");
        Assert.Equal(2, handlings.Count);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Sample_IsSentAndShown()
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);

        await page.Button("Send sample").ClickAsync();

        await Expect(page.Page.Locator("#sample-result")).ToHaveTextAsync("Delivery #1: 200, the handler ran and succeeded.");
        await Expect(page.Row(1)).ToContainTextAsync("sample");
        page.AssertQuiet();
    }

    [Theory]
    [InlineData("signed", "Delivery #1: 200, the handler ran and succeeded.", 1)]
    [InlineData("forged", "Delivery #1: 401, invalid signature.", 0)]
    [InlineData("repeated", "Delivery #2: 200, the event had been handled, so the handler did not run.", 1)]
    public async Task Sample_OfAKindWithEditedMetadata_IsSentAsItIs(string kind, string report, int handled)
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await page.Button("Edit metadata").ClickAsync();
        await Expect(page.Page.Locator("#metadata")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("\"legislation\""));
        await page.Page.Locator("#metadata").FillAsync("{ \"id\": \"edited-1\", \"amount\": 1.50 }");
        await page.Page.Locator("#kind").SelectOptionAsync(kind);

        await page.Button("Send sample").ClickAsync();

        await Expect(page.Page.Locator("#sample-result")).ToHaveTextAsync(report);
        var body = System.Text.Encoding.UTF8.GetString(app.Records[0].Request.Body.Span);
        Assert.Contains("{\"id\":\"edited-1\",\"amount\":1.50}", body, StringComparison.Ordinal);
        Assert.Equal(handled, app.Services.GetRequiredService<Handlings>().Count);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Failed_ShowsStatusExceptionMessageAndTraceId()
    {
        await using var app = await StartAsync();
        app.Services.GetRequiredService<Handlings>().Handle = (_, _) => throw new InvalidTimeZoneException("The zone is gone.");
        await app.DeliverAsync(InspectorApp.Created());
        await using var page = await chromium.OpenAsync(app);
        await page.Row(1).ClickAsync();

        await Expect(page.Row(1)).ToContainTextAsync("500");
        await Expect(page.Details).ToContainTextAsync("System.InvalidTimeZoneException: The zone is gone.");
        await Expect(page.Details).ToContainTextAsync(app.Records[0].TraceId!);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Address_HoldsFilterSearchAndDelivery()
    {
        await using var app = await StartAsync();
        await app.DeliverAsync(InspectorApp.Created("the-key-of-one", new { id = "dsr-77" }));
        await app.DeliverAsync(InspectorApp.Created("the-key-of-two"));
        await app.DeliverAsync(InspectorApp.Forged());
        await using var page = await chromium.OpenAsync(app);

        await page.Page.Locator("#search").FillAsync("dsr-77");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Row(1)).ToBeVisibleAsync();
        await page.Row(1).ClickAsync();
        Assert.EndsWith("/illow/#delivery-1&search=dsr-77", page.Page.Url, StringComparison.Ordinal);
        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator("#search")).ToHaveValueAsync("dsr-77");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Title).ToHaveTextAsync("Delivery #1");

        await page.Page.GotoAsync(app.Address + "/illow/#show=refused&search=401");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Row(3)).ToBeVisibleAsync();
        await page.Page.Locator("#search").FillAsync("the-key-of-two");
        await Expect(page.Page.GetByText("None of the 3 kept deliveries matches.")).ToBeVisibleAsync();
        await page.Button("Show all").ClickAsync();
        await Expect(page.Rows).ToHaveCountAsync(3);
        await page.Page.GoBackAsync();
        await Expect(page.Page.Locator("#search")).ToHaveValueAsync("the-key-of-two");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Clear_ForgetsTheListOnEveryPage()
    {
        await using var app = await StartAsync();
        await app.DeliverAsync(InspectorApp.Created());
        await using var page = await chromium.OpenAsync(app);
        await using var other = await chromium.OpenAsync(app);
        await page.Row(1).ClickAsync();

        await page.Button("Clear").ClickAsync();

        await Expect(page.Page.GetByText("No deliveries yet.")).ToBeVisibleAsync();
        await Expect(page.Details).ToContainTextAsync("This delivery is not kept.");
        await Expect(other.Rows).ToHaveCountAsync(0);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Pause_HoldsTheListUntilItIsResumed()
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await page.Button("Pause").ClickAsync();

        await app.DeliverAsync(InspectorApp.Created());
        await Expect(page.Button("Resume (1 new)")).ToBeVisibleAsync();
        await Expect(page.Rows).ToHaveCountAsync(0);

        await page.Button("Resume (1 new)").ClickAsync();
        await Expect(page.Rows).ToHaveCountAsync(1);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Page_20000Deliveries_ShowsAPageOfThemAndForgetsTheOldest()
    {
        await using var app = await InspectorApp.StartAsync(new() { Kestrel = true, Options = options => options.Capacity = 10_000 });
        Fill(app.Log, 10_000);
        await using var page = await chromium.OpenAsync(app);
        await Expect(page.Page.Locator(".count[data-group=all]")).ToHaveTextAsync("10,000");
        await Expect(page.Rows).ToHaveCountAsync(100);

        Fill(app.Log, 10_000);

        await Expect(page.Row(20_000)).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".count[data-group=all]")).ToHaveTextAsync("10,000");
        await Expect(page.Rows).ToHaveCountAsync(100);
        await page.Page.Locator("#older").ClickAsync();
        await Expect(page.Rows).ToHaveCountAsync(200);
        await page.Page.Locator("#search").FillAsync("#20000");
        await Expect(page.Rows).ToHaveCountAsync(1);
        page.AssertQuiet();
    }

    private static Task<InspectorApp> StartAsync() => InspectorApp.StartAsync(new()
    {
        Kestrel = true,
        Settings = new() { ["Illow:Inspector:TestKey"] = InspectorApp.CreatedKey.PrivateKeyPem },
    });

    private static void Fill(DeliveryLog log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            log.Add(Records.Of(TimeProvider.System));
        }
    }
}
