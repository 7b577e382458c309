using Illow.AspNetCore.EntityFrameworkCore.Sql;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>A step of a leased delivery, which others may share a statement or a transaction with. Not thread-safe.</summary>
internal sealed class InboxStep(InboxStepKind kind, InboxValues values)
{
    private int _attempts;

    internal InboxStepKind Kind => kind;

    internal InboxValues Values => values;

    /// <summary>Counts an attempt whose outcome may be unknown. A later one then takes what it finds done for its own work.</summary>
    internal void Attempted() => _attempts++;

    /// <summary>Runs the step by statements of its own.</summary>
    internal async Task<InboxStepResult> RunAsync(Inbox inbox, CancellationToken cancellationToken)
    {
        var isRepeated = _attempts++ > 0;
        return kind switch
        {
            InboxStepKind.Claim => new(true, await inbox.ClaimAsync(values, cancellationToken)),
            InboxStepKind.Renew => new(await inbox.RenewAsync(values, cancellationToken)),
            InboxStepKind.Release => new(await inbox.ReleaseAsync(values, cancellationToken)),
            _ => new(
                await inbox.CompleteAsync(values, cancellationToken) || (isRepeated && await inbox.SealAsync(values, cancellationToken))),
        };
    }
}

/// <summary>What a step is for.</summary>
internal enum InboxStepKind
{
    Claim,
    Renew,
    Complete,
    Release,
}

/// <summary>What a step came to.</summary>
/// <param name="Succeeded">Whether the record was the step's to write.</param>
/// <param name="Answer">The answer to a claim.</param>
internal readonly record struct InboxStepResult(bool Succeeded, InboxAnswer Answer = default);
