using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>The database commits, but its answer does not arrive; nor, if wanted, do its answers to the questions that follow.</summary>
internal sealed class LostAnswer : DbCommandInterceptor, IDbTransactionInterceptor
{
    private bool _lost;

    /// <summary>How many commits' answers are lost.</summary>
    internal int Commits { get; set; }

    /// <summary>How many reads fail after the first such commit.</summary>
    internal int ReadsAfterCommit { get; set; }

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (Commits-- > 0)
        {
            _lost = true;
            throw new TransientFaultException();
        }

        return Task.CompletedTask;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        if (_lost && ReadsAfterCommit > 0)
        {
            ReadsAfterCommit--;
            throw new TransientFaultException();
        }

        return ValueTask.FromResult(result);
    }
}
