using Illow.AspNetCore.Tests;
using Microsoft.Playwright;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>The system's Chromium, started once for a class of tests; where there is none, its tests are skipped and say so.</summary>
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

    /// <summary>A page of its own, which fails its test where a script or the content security policy complains.</summary>
    internal async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        _browser ??= await LaunchAsync();
        var context = await _browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(10_000);
        return await context.NewPageAsync();
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
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }
}
