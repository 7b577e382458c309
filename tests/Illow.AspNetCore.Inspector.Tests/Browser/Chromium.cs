using Illow.AspNetCore.Inspector.Tests.Hosting;
using Illow.AspNetCore.Tests;
using Microsoft.Playwright;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>The system's Chromium, started once; where there is none, its tests are skipped and say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens the inspector of an application in a window of its own.</summary>
    internal async Task<InspectorPage> OpenAsync(InspectorApp app, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        _browser ??= await LaunchAsync();
        var context = await _browser.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        context.SetDefaultTimeout(10_000);
        return await InspectorPage.OpenAsync(await context.NewPageAsync(), app.Address + "/illow");
    }

    private async Task<IBrowser> LaunchAsync()
    {
        var path = Require.Program("chromium", "/usr/bin", "/snap/bin");
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args =
            [
                // Chromium's sandbox does not run as root, which builds in containers are
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }
}
