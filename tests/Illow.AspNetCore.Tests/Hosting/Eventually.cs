namespace Illow.AspNetCore.Tests.Hosting;

internal static class Eventually
{
    /// <summary>Waits for something that another thread brings about, ten seconds at the most.</summary>
    internal static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="HoldsAsync(Func{bool})"/>
    internal static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; !await condition(); i++)
        {
            Assert.True(i < 1000, "It never came to be.");
            await Task.Delay(10);
        }
    }
}
