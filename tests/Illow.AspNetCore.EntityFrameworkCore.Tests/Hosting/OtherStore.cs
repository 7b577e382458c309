namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A store that must not be used.</summary>
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
