using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Illow.AspNetCore.Inspector.Tests.Browser;

/// <summary>The inspector as its reader sees it.</summary>
internal sealed class InspectorPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();

    private InspectorPage(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    internal IPage Page { get; }

    internal ILocator Rows => Page.Locator("#rows tbody tr");

    internal ILocator Details => Page.Locator("#details");

    internal ILocator Title => Page.Locator("#details-title");

    /// <summary>The name that a screen reader says of what has the focus.</summary>
    internal Task<string> FocusAsync() =>
        Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()");

    internal ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    internal ILocator Row(long id) => Page.Locator($"#rows tr[data-id='{id}']");

    internal static async Task<InspectorPage> OpenAsync(IPage page, string url)
    {
        var inspector = new InspectorPage(page);
        await page.GotoAsync(url);
        await Assertions.Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        return inspector;
    }

    /// <summary>No script failed and the content security policy refused nothing.</summary>
    internal void AssertQuiet() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
