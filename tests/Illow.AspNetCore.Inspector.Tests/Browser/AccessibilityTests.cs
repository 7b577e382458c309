using Deque.AxeCore.Playwright;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>axe finds nothing to object to: names, roles, contrast, order of headings, in light and dark, wide and narrow.</summary>
[Collection(OneBrowser.Name)]
public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Page_InEachState_HasNoViolations(ColorScheme scheme, int width)
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Kestrel = true,
            Settings = new()
            {
                ["Illow:Inspector:TestKey"] = InspectorApp.CreatedKey.PrivateKeyPem,
                ["Illow:Webhooks:eu:PublicKey"] = new Testing.IllowTestKey().PublicKeyPem,
                ["Illow:Webhooks:eu:Events:0"] = "consent.updated",
            },
        });
        await using var page = await chromium.OpenAsync(app, scheme, width);
        List<string> problems = [.. await ExamineAsync(page, "empty")];

        var delivery = InspectorApp.Created();
        await app.DeliverAsync(delivery);
        await app.DeliverAsync(delivery);
        await app.DeliverAsync(InspectorApp.Forged());
        await page.Row(2).ClickAsync();
        await page.Button("Show content").ClickAsync();
        await Expect(page.Details.Locator("pre")).ToBeVisibleAsync();
        await page.Button("doctor").ClickAsync();
        await Expect(page.Details.Locator(".copy")).ToBeVisibleAsync();
        problems.AddRange(await ExamineAsync(page, "a delivery"));

        await page.Button("Close").ClickAsync();
        await page.Button("Edit metadata").ClickAsync();
        await page.Page.GetByText("Keys", new() { Exact = true }).ClickAsync();
        problems.AddRange(await ExamineAsync(page, "samples and keys"));
        await page.Page.Locator("#tab-map").ClickAsync();
        await Expect(page.Page.Locator("#registrations-title")).ToBeVisibleAsync();
        problems.AddRange(await ExamineAsync(page, "the map"));
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private static async Task<IEnumerable<string>> ExamineAsync(InspectorPage page, string state)
    {
        // Colours in mid-transition are nobody's
        await page.Page.EvaluateAsync(
            "() => Promise.all(document.getAnimations().filter(one => one.transitionProperty).map(one => one.finished))");
        var result = await page.Page.RunAxe();
        return result.Violations.Select(violation =>
            $"{state}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}");
    }
}
