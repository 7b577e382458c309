using Illow.AspNetCore.EntityFrameworkCore.Diagnostics;
using Illow.AspNetCore.EntityFrameworkCore.Sql;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// Finds out over a new connection whether a commit whose answer was lost has taken place: the record is there, with this owner, or it is
/// not. Where that cannot be found out, the answer is no: the sender comes again, and by then the record says what happened.
/// </summary>
internal sealed class CommitVerifier(EntityFrameworkStore store, InboxValues values)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)];

    internal async Task<bool> IsCommittedAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout, store.Time);
        foreach (var pause in Pauses)
        {
            try
            {
                return await LookAsync(timeout.Token);
            }
            catch (Exception exception)
            {
                Log.CommitNotFoundOut(store.Logger, exception);
            }

            await Task.Delay(pause, store.Time, CancellationToken.None);
        }

        return false;
    }

    private async Task<bool> LookAsync(CancellationToken cancellationToken) =>
        await store.StepAsync((inbox, token) => inbox.ReadAsync(values, token), cancellationToken) is { FromEarlierAttempt: true };
}
