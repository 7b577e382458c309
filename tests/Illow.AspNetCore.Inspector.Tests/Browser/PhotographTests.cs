using Illow.AspNetCore.Inspector.Tests.Hosting;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>The pictures of docs/inspector.md. eng/inspector-screenshots.sh keeps them; otherwise they are taken and thrown away.</summary>
[Collection(OneBrowser.Name)]
public sealed class PhotographTests(Chromium chromium)
{
    private const int Largest = 250_000;

    [Theory]
    [InlineData(ColorScheme.Light, "#delivery-7", "inspector.png")]
    [InlineData(ColorScheme.Dark, "#delivery-6", "inspector-dark.png")]
    [InlineData(ColorScheme.Light, "#map", "inspector-map.png")]
    public async Task Picture_OfTheInspector_IsSmallEnoughForAPage(ColorScheme scheme, string view, string file)
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Kestrel = true,
            Settings = new()
            {
                ["Illow:Inspector:TestKey"] = InspectorApp.CreatedKey.PrivateKeyPem,
                ["Illow:Webhooks:eu:PublicKey"] = new IllowTestKey().PublicKeyPem,
                ["Illow:Webhooks:eu:Events:0"] = "consent.updated",
            },
        });
        await DeliverAsync(app);
        await using var page = await chromium.OpenAsync(app, scheme);
        await Expect(page.Rows).ToHaveCountAsync(8);
        await page.Page.GotoAsync(app.Address + "/illow/" + view);
        await Expect(page.Page.Locator(view == "#map" ? "#registrations-title" : "#details-title")).ToBeVisibleAsync();

        var picture = await page.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });

        Assert.InRange(picture.Length, 10_000, Largest);
        if (Environment.GetEnvironmentVariable("ILLOW_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, file), picture, TestContext.Current.CancellationToken);
        }
    }

    private static async Task DeliverAsync(InspectorApp app)
    {
        var handlings = app.Services.GetRequiredService<Handlings>();
        var repeated = InspectorApp.Created();
        await app.DeliverAsync(InspectorApp.Created());
        await app.DeliverAsync(InspectorApp.Updated());
        await app.DeliverAsync(repeated);
        await app.DeliverAsync(InspectorApp.Updated());
        await app.DeliverAsync(repeated);
        await app.DeliverAsync(InspectorApp.Forged());
        handlings.Handle = (_, _) => throw new InvalidOperationException("The case store could not be reached (db:5432).");
        await app.DeliverAsync(InspectorApp.Created());
        handlings.Handle = (_, _) => Task.FromResult(Results.Ok());
        await app.DeliverAsync(InspectorApp.Created());
    }
}
