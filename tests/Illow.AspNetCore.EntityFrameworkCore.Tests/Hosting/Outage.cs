using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A database that refuses every command while it is on.</summary>
internal sealed class Outage : DbCommandInterceptor
{
    private int _refused;

    internal bool On { get; set; }

    internal int Refused => Volatile.Read(ref _refused);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default) =>
        Pass(result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        Pass(result);

    private ValueTask<T> Pass<T>(T result)
    {
        if (On)
        {
            Interlocked.Increment(ref _refused);
            throw new TransientFaultException();
        }

        return ValueTask.FromResult(result);
    }
}
