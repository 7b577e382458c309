using System.Diagnostics;

namespace Illow.AspNetCore.FaultReceiver;

/// <summary>
/// Writes each step at the store into the history and dies where the event asks for it. Times are of the machine's monotonic clock,
/// which all processes share.
/// </summary>
internal class JournaledStore(IIllowIdempotencyStore inner, Journal journal, KillSwitch kill) : IIllowIdempotencyStore
{
    public async ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        var asked = Now();
        var result = await inner.ClaimAsync(request, cancellationToken);
        if (result.Status == IllowClaimStatus.Claimed)
        {
            journal.Add($"claim {request.Scope} {result.Claim.Owner} {result.Claim.Fence} {asked} {Now()} {request.Lease.Ticks}");
            kill.At(KillPoint.Claim);
        }

        return result;
    }

    public async ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        var renewed = await inner.RenewAsync(claim, lease, cancellationToken);
        if (renewed)
        {
            journal.Add($"renew {claim.Scope} {claim.Owner} {claim.Fence} {Now()}");
        }

        return renewed;
    }

    public async ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken)
    {
        kill.At(KillPoint.BeforeCompletion);
        var completed = await inner.CompleteAsync(claim, retention, cancellationToken);
        journal.Add($"{(completed ? "complete" : "lost")} {claim.Scope} {claim.Owner} {claim.Fence} {Now()}");
        kill.At(KillPoint.AfterCompletion);
        return completed;
    }

    public async ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken)
    {
        journal.Add($"release {claim.Scope} {claim.Owner} {claim.Fence} {Now()}");
        await inner.ReleaseAsync(claim, cancellationToken);
    }

    protected static long Now() => Stopwatch.GetTimestamp();
}
