namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>A store that runs handlers itself, in whatever way a test says.</summary>
internal sealed class ScriptedTransactionalStore : IIllowTransactionalStore
{
    internal static readonly IllowClaim Claim = new(IllowDigest.Of([]), Guid.NewGuid(), 7);

    /// <summary>Gets the handler, which answers whether to commit.</summary>
    internal Func<Func<IllowClaim, Task<bool>>, Task<IllowClaimResult>> OnExecute { get; set; } = async handler =>
    {
        await handler(Claim);
        return IllowClaimResult.Claimed(Claim);
    };

    /// <summary>Takes the place of <see cref="OnExecute"/> where a test looks at the token.</summary>
    internal Func<Func<IllowClaim, Task<bool>>, CancellationToken, Task<IllowClaimResult>>? OnExecuteAsync { get; set; }

    internal bool IsAsked { get; private set; }

    public bool IsTransactional => true;

    public async ValueTask<IllowClaimResult> ExecuteAsync(
        IllowClaimRequest request,
        IServiceProvider requestServices,
        Func<IllowClaim, Task<bool>> handler,
        CancellationToken cancellationToken)
    {
        IsAsked = true;
        return await (OnExecuteAsync?.Invoke(handler, cancellationToken) ?? OnExecute(handler));
    }

    public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) => throw Unused();

    public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) => throw Unused();

    private static InvalidOperationException Unused() => new("A delivery in a transaction takes no step of its own.");
}
