using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>Does something in the place of a context's commits.</summary>
internal sealed class CommitInterceptor(Func<DbTransaction, Task> insteadOfCommit) : DbTransactionInterceptor
{
    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        await insteadOfCommit(transaction);
        return result;
    }
}
