using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>The whole page without a mouse.</summary>
[Collection(OneBrowser.Name)]
public sealed class KeyboardTests(Chromium chromium)
{
    [Fact]
    public async Task Keys_FromTheTopToADeliveryAndBack()
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await Expect(page.Rows).ToHaveCountAsync(3);

        await PressAsync(page, "Tab");
        Assert.Equal("Skip to the deliveries", await page.FocusAsync());
        await PressAsync(page, "Enter", "Tab");
        Assert.StartsWith("Delivery 3,", await page.FocusAsync(), StringComparison.Ordinal);
        await PressAsync(page, "ArrowDown");
        Assert.StartsWith("Delivery 2,", await page.FocusAsync(), StringComparison.Ordinal);
        await PressAsync(page, "End");
        Assert.StartsWith("Delivery 1,", await page.FocusAsync(), StringComparison.Ordinal);
        await PressAsync(page, "ArrowUp", "Enter");
        Assert.Equal("Delivery #2", await page.FocusAsync());

        await PressAsync(page, "Escape");
        Assert.StartsWith("Delivery 2,", await page.FocusAsync(), StringComparison.Ordinal);
        await Expect(page.Details).ToBeHiddenAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task Keys_ShowContentAndReplay()
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await Expect(page.Rows).ToHaveCountAsync(3);
        await page.Row(1).Locator("button").FocusAsync();
        await PressAsync(page, "Enter");

        await TabToAsync(page, "Show content");
        await PressAsync(page, "Enter");
        await Expect(page.Details.Locator("pre")).ToBeVisibleAsync();
        Assert.Equal("Hide content", await page.FocusAsync());
        await TabToAsync(page, "Replay");
        await PressAsync(page, "Space");

        await Expect(page.Row(4)).ToContainTextAsync("replay of #1");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Keys_SwitchTabsAndFilters()
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await Expect(page.Rows).ToHaveCountAsync(3);

        await page.Page.Locator("#tab-deliveries").FocusAsync();
        await PressAsync(page, "ArrowRight");
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "URLs and handlers" })).ToBeVisibleAsync();
        await PressAsync(page, "ArrowLeft");
        await Expect(page.Page.Locator("#panel-map")).ToBeHiddenAsync();

        await page.Page.GetByRole(AriaRole.Radio, new() { Name = "All" }).FocusAsync();
        await PressAsync(page, "ArrowRight", "ArrowRight", "ArrowRight");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Rows.First).ToContainTextAsync("Invalid signature");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Focus_WhenDeliveriesArrive_StaysWhereItIs()
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await page.Row(2).Locator("button").FocusAsync();

        await app.DeliverAsync(InspectorApp.Created());
        await Expect(page.Row(4)).ToBeVisibleAsync();

        Assert.StartsWith("Delivery 2,", await page.FocusAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ArrowDown", "ArrowUp")]
    [InlineData("j", "k")]
    public async Task Keys_WithADeliveryOpen_OpenTheNext(string down, string up)
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await page.Row(3).ClickAsync();
        await Expect(page.Title).ToHaveTextAsync("Delivery #3");

        await PressAsync(page, down);
        await Expect(page.Title).ToHaveTextAsync("Delivery #2");
        await PressAsync(page, down, down);
        await Expect(page.Title).ToHaveTextAsync("Delivery #1");
        await PressAsync(page, up);
        await Expect(page.Title).ToHaveTextAsync("Delivery #2");
        Assert.EndsWith("#delivery-2", page.Page.Url, StringComparison.Ordinal);
        await page.Row(2).Locator("button").FocusAsync();
        await PressAsync(page, up);
        await Expect(page.Title).ToHaveTextAsync("Delivery #3");
        Assert.StartsWith("Delivery 3,", await page.FocusAsync(), StringComparison.Ordinal);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Slash_Anywhere_GoesToTheSearch_UnlessSwitchedOff()
    {
        await using var app = await StartAsync();
        await using var page = await chromium.OpenAsync(app);
        await PressAsync(page, "/");
        await Expect(page.Page.Locator("#search")).ToBeFocusedAsync();
        await PressAsync(page, "/", "j");
        await Expect(page.Page.Locator("#search")).ToHaveValueAsync("/j");

        await page.Page.Locator("#search").FillAsync("");
        await page.Page.GetByText("Keys", new() { Exact = true }).ClickAsync();
        await page.Page.Locator("#single-keys").UncheckAsync();
        await page.Page.Locator("#tab-deliveries").FocusAsync();
        await PressAsync(page, "/");
        await Expect(page.Page.Locator("#search")).Not.ToBeFocusedAsync();
        page.AssertQuiet();
    }

    private static async Task<InspectorApp> StartAsync()
    {
        var app = await InspectorApp.StartAsync(new() { Kestrel = true });
        await app.DeliverAsync(InspectorApp.Created());
        await app.DeliverAsync(InspectorApp.Updated());
        await app.DeliverAsync(InspectorApp.Forged());
        return app;
    }

    private static async Task PressAsync(InspectorPage page, params string[] keys)
    {
        foreach (var key in keys)
        {
            await page.Page.Keyboard.PressAsync(key);
        }
    }

    private static async Task TabToAsync(InspectorPage page, string name)
    {
        for (var i = 0; i < 20; i++)
        {
            await PressAsync(page, "Tab");
            if (await page.FocusAsync() == name)
            {
                return;
            }
        }

        Assert.Fail($"The Tab key does not reach '{name}'.");
    }
}
