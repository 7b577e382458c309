namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>A store whose every step a test can spoil; unspoiled it lets everything through once and counts.</summary>
internal sealed class ScriptedStore : IIllowIdempotencyStore
{
    internal Func<IllowClaimRequest, IllowClaimResult> OnClaim { get; set; } =
        request => IllowClaimResult.Claimed(new IllowClaim(request.Scope, Guid.NewGuid(), 7));

    internal Func<bool> OnRenew { get; set; } = () => true;

    internal Func<bool> OnComplete { get; set; } = () => true;

    internal Action OnRelease { get; set; } = () => { };

    internal List<string> Steps { get; } = [];

    public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        Note("claim");
        return new(OnClaim(request));
    }

    public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        Note("renew");
        return new(OnRenew());
    }

    public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken)
    {
        Note("complete");
        return new(OnComplete());
    }

    public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken)
    {
        Note("release");
        OnRelease();
        return ValueTask.CompletedTask;
    }

    private void Note(string step)
    {
        lock (Steps)
        {
            Steps.Add(step);
        }
    }
}
