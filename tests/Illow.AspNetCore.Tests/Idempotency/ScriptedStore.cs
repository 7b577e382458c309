namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>A store whose every step a test can spoil; unspoiled it lets everything through once and counts.</summary>
internal sealed class ScriptedStore : IIllowIdempotencyStore
{
    internal Func<IllowClaimRequest, IllowClaimResult> OnClaim { get; set; } =
        request => IllowClaimResult.Claimed(new IllowClaim(request.Scope, Guid.NewGuid(), 7));

    /// <summary>Takes the place of <see cref="OnClaim"/> where a claim takes time.</summary>
    internal Func<IllowClaimRequest, CancellationToken, Task<IllowClaimResult>>? OnClaimAsync { get; set; }

    internal Func<bool> OnRenew { get; set; } = () => true;

    /// <summary>Takes the place of <see cref="OnRenew"/> where a renewal takes time.</summary>
    internal Func<Task<bool>>? OnRenewAsync { get; set; }

    internal Func<bool> OnComplete { get; set; } = () => true;

    /// <summary>Takes the place of <see cref="OnComplete"/> where a completion takes time.</summary>
    internal Func<Task<bool>>? OnCompleteAsync { get; set; }

    internal Action OnRelease { get; set; } = () => { };

    internal List<string> Steps { get; } = [];

    public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        Note("claim");
        return OnClaimAsync is null ? new(OnClaim(request)) : new(OnClaimAsync(request, cancellationToken));
    }

    public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        Note("renew");
        return OnRenewAsync is null ? new(OnRenew()) : new(OnRenewAsync());
    }

    public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken)
    {
        Note("complete");
        return OnCompleteAsync is null ? new(OnComplete()) : new(OnCompleteAsync());
    }

    public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken)
    {
        Note("release");
        OnRelease();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether a step was asked for, seen from any thread.</summary>
    internal bool Has(string step)
    {
        lock (Steps)
        {
            return Steps.Contains(step);
        }
    }

    private void Note(string step)
    {
        lock (Steps)
        {
            Steps.Add(step);
        }
    }
}
