namespace Illow.AspNetCore.Redis.Tests;

/// <summary>A store that somebody else wrote.</summary>
internal class OtherStore : IIllowIdempotencyStore
{
    public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>One that can be disposed of asynchronously alone.</summary>
internal sealed class OtherAsyncStore : OtherStore, IAsyncDisposable
{
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
