using Illow.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Idempotency;

/// <summary>Keeps a claim alive while its handler runs; tells the handler to stop when the claim is lost. Costs nothing for a handler that is done at once.</summary>
internal sealed class LeaseRenewal(IIllowIdempotencyStore store, TimeProvider time, ILogger logger)
{
    /// <summary>Waits for the handler, whose outcome is the caller's to look at.</summary>
    /// <param name="handler">The handler at work.</param>
    /// <param name="claim">Its claim.</param>
    /// <param name="lease">The length of its lease.</param>
    /// <param name="lost">Called once when the claim is lost.</param>
    internal async Task KeepAsync(Task handler, IllowClaim claim, TimeSpan lease, Action lost)
    {
        var interval = lease / 3;
        var held = time.GetTimestamp();
        while (!handler.IsCompleted)
        {
            using var wake = new CancellationTokenSource();
            await Task.WhenAny(handler, Task.Delay(interval, time, wake.Token));
            await wake.CancelAsync();
            if (handler.IsCompleted)
            {
                return;
            }

            var asked = time.GetTimestamp();
            if (await TryRenewAsync(claim, lease) is not { } renewed)
            {
                // The store is away: the claim may still hold, but not past its lease
                renewed = time.GetElapsedTime(held) < lease;
                interval = TimeSpan.FromSeconds(Math.Min(1, lease.TotalSeconds / 3));
            }
            else
            {
                held = asked;
                interval = lease / 3;
            }

            if (!renewed)
            {
                Log.LeaseLost(logger);
                lost();
                return;
            }
        }
    }

    private async ValueTask<bool?> TryRenewAsync(IllowClaim claim, TimeSpan lease)
    {
        try
        {
            using var patience = new CancellationTokenSource(lease / 3, time);
            return await store.RenewAsync(claim, lease, patience.Token);
        }
        catch (Exception exception)
        {
            Log.StoreFailed(logger, "renew", exception);
            return null;
        }
    }
}
