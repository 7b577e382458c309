using System.Diagnostics;

namespace Illow.AspNetCore.Redis.Tests;

/// <summary>Requests, and a sender that tries again until its timeout.</summary>
internal static class Deliver
{
    internal static readonly TimeSpan Ample = TimeSpan.FromMinutes(5);

    internal static IllowClaimRequest NewRequest(TimeSpan? lease = null) =>
        new(IllowDigest.Of(Guid.NewGuid().ToByteArray()), IllowDigest.Of(Guid.NewGuid().ToByteArray()), lease ?? Ample, Ample);

    internal static async Task<IllowClaim> MustClaimAsync(this IIllowIdempotencyStore store, IllowClaimRequest request)
    {
        var result = await store.ClaimAsync(request, default);
        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        return result.Claim;
    }

    internal static async Task<IllowClaimStatus> StatusAsync(this IIllowIdempotencyStore store, IllowClaimRequest request) =>
        (await store.ClaimAsync(request, default)).Status;

    /// <summary>Tries until the store answers, as a sender does that gets 503.</summary>
    internal static async Task<T> UntilAnsweredAsync<T>(Func<ValueTask<T>> step)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await step();
            }
            catch (Exception error) when (
                Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(15) && error is not OperationCanceledException)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Expects a failure in little more than the store's timeout.</summary>
    internal static async Task<Exception> FailsSoonAsync(Func<Task> step)
    {
        var started = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAnyAsync<Exception>(step);
        Assert.True(
            Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5),
            $"failed after {Stopwatch.GetElapsedTime(started)}: {error.Message}");
        return error;
    }
}
