using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Tests.Docs;

internal static class HostLifetimeExtensions
{
    internal static async Task StartedAsync(this IHostApplicationLifetime lifetime)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
