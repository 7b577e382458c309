using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>Runs what belongs together inside the execution strategy of a context.</summary>
internal static class ExecutionStrategies
{
    // A strategy that runs nothing again only puts advice around exceptions, which callers are to see as they are
    internal static Task<T> RunAsync<T>(this DbContext context, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var strategy = context.Database.CreateExecutionStrategy();
        return strategy.RetriesOnFailure ? strategy.ExecuteAsync(operation, cancellationToken) : operation(cancellationToken);
    }
}
