namespace Illow.AspNetCore.FaultReceiver;

/// <summary>As <see cref="JournaledStore"/>, for a store that runs the handler in its own transaction.</summary>
internal sealed class JournaledTransactionalStore(IIllowTransactionalStore inner, Journal journal, KillSwitch kill)
    : JournaledStore(inner, journal, kill), IIllowTransactionalStore
{
    private readonly Journal _journal = journal;
    private readonly KillSwitch _kill = kill;

    public bool IsTransactional => true;

    public async ValueTask<IllowClaimResult> ExecuteAsync(
        IllowClaimRequest request,
        IServiceProvider requestServices,
        Func<IllowClaim, Task<bool>> handler,
        CancellationToken cancellationToken)
    {
        var committed = false;
        var result = await inner.ExecuteAsync(request, requestServices, async claim =>
        {
            _kill.At(KillPoint.Claim);
            committed = await handler(claim);
            _kill.At(_kill.IsRun ? KillPoint.RunBeforeCompletion : KillPoint.BeforeCompletion);
            return committed;
        }, cancellationToken);
        if (result.Status == IllowClaimStatus.Claimed && committed)
        {
            _journal.Add($"complete {request.Scope} {result.Claim.Owner} {result.Claim.Fence} {Now()}");
            _kill.At(KillPoint.AfterCompletion);
        }

        return result;
    }
}
