using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Illow.AspNetCore.Tests;

/// <summary>Waits for something that another thread, process or server brings about, thirty seconds at the most.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string said = "") =>
        HoldsAsync(() => Task.FromResult(condition()), said);

    internal static async Task HoldsAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string said = "")
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"It never came to be: {said}");
            await Task.Delay(10);
        }
    }
}
