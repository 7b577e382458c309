using Illow.AspNetCore.Inspector.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>On a phone no word is broken in two, and nothing makes the page scroll sideways.</summary>
[Collection(OneBrowser.Name)]
public sealed class NarrowPageTests(Chromium chromium)
{
    // Words of up to 24 letters; names may go on in the next line after a dot, slash, hyphen or colon. Raw text, keys and ids wrap anywhere
    private const string BrokenWords = """
        () => {
          const broken = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode;
            if (!node.parentElement.checkVisibility() || node.parentElement.closest(".block, .unseen, option, textarea, noscript")) {
              continue;
            }
            const opaque = [...node.data.matchAll(/SHA256:\S+|[0-9a-f-]{32,}/g)].map(({ 0: text, index }) => [index, index + text.length]);
            for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
              const range = document.createRange();
              range.setStart(node, index);
              range.setEnd(node, index + word.length);
              const tops = () => new Set([...range.getClientRects()].map(one => Math.round(one.top)));
              if (word.length <= 24 && !opaque.some(([from, to]) => index >= from && index < to) && tops().size > 1) {
                broken.push(word);
              }
            }
          }
          return broken;
        }
        """;

    [Theory]
    [InlineData(390)]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Words_InEachView_AreWhole(int width)
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Kestrel = true,
            Settings = new()
            {
                ["Illow:Inspector:TestKey"] = InspectorApp.CreatedKey.PrivateKeyPem,
                ["Illow:Webhooks:european-customers:PublicKey"] = new Testing.IllowTestKey().PublicKeyPem,
                ["Illow:Webhooks:european-customers:Events:0"] = "consent-preferences.updated",
            },
        });
        var delivery = InspectorApp.Created();
        await app.DeliverAsync(delivery);
        await app.DeliverAsync(delivery);
        await app.DeliverAsync(InspectorApp.Forged());
        await using var page = await chromium.OpenAsync(app, width: width);
        await Expect(page.Rows).ToHaveCountAsync(3);
        await AssertWholeAsync(page, "the list");

        await page.Row(3).ClickAsync();
        await page.Button("Show content").ClickAsync();
        await Expect(page.Details.Locator("pre")).ToBeVisibleAsync();
        await AssertWholeAsync(page, "a delivery");

        await page.Page.GotoAsync(app.Address + "/illow/#map");
        await Expect(page.Page.Locator("#registrations-title")).ToBeVisibleAsync();
        await AssertWholeAsync(page, "the map");
    }

    private static async Task AssertWholeAsync(InspectorPage page, string view)
    {
        Assert.Equal((view, ""), (view, string.Join(' ', await page.Page.EvaluateAsync<string[]>(BrokenWords))));
        var overflow = await page.Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)");
        Assert.Equal((view, 0), (view, overflow));
    }
}
