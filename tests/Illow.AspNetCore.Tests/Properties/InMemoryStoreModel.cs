namespace Illow.AspNetCore.Tests.Properties;

/// <summary>What an idempotency store promises, said again over a plain dictionary, without locks, shards, rings or sweeps.</summary>
internal sealed class InMemoryStoreModel(int capacity, long retention)
{
    private readonly Dictionary<IllowDigest, (IllowDigest Body, Guid? Owner, long EndsAt)> _records = [];

    internal long Now { get; set; }

    /// <summary>
    /// What a claim is to be answered with; the record is made by <see cref="Claimed"/>, once the store has told the owner.
    /// </summary>
    internal (IllowClaimStatus Status, long RetryAfter) Ask(IllowDigest scope, IllowDigest body)
    {
        if (Live(scope) is { } record)
        {
            return record.Body != body ? (IllowClaimStatus.KeyReused, 0)
                : record.Owner is null ? (IllowClaimStatus.Completed, 0)
                : (IllowClaimStatus.InProgress, record.EndsAt - Now);
        }

        return _records.Values.Count(other => other.EndsAt > Now) < capacity ? (IllowClaimStatus.Claimed, 0) : (IllowClaimStatus.Full, 0);
    }

    internal void Claimed(IllowClaim claim, IllowDigest body, long lease) => _records[claim.Scope] = (body, claim.Owner, Now + lease);

    internal bool Renew(IllowClaim claim, long lease)
    {
        if (!Holds(claim))
        {
            return false;
        }

        _records[claim.Scope] = _records[claim.Scope] with { EndsAt = Now + lease };
        return true;
    }

    internal bool Complete(IllowClaim claim)
    {
        if (!Holds(claim))
        {
            return false;
        }

        _records[claim.Scope] = (_records[claim.Scope].Body, null, Now + retention);
        return true;
    }

    internal void Release(IllowClaim claim)
    {
        if (Holds(claim))
        {
            _records.Remove(claim.Scope);
        }
    }

    private bool Holds(IllowClaim claim) => Live(claim.Scope) is { } record && record.Owner == claim.Owner;

    private (IllowDigest Body, Guid? Owner, long EndsAt)? Live(IllowDigest scope) =>
        _records.TryGetValue(scope, out var record) && record.EndsAt > Now ? record : null;
}
