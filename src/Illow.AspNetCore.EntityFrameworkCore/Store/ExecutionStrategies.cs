using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>Runs what belongs together inside the execution strategy of a context.</summary>
internal static class ExecutionStrategies
{
    // A strategy that runs nothing again only puts advice around exceptions, which callers are to see as they are
    internal static Task<T> RunAsync<T>(
        this DbContext context, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var strategy = context.Database.CreateExecutionStrategy();
        return strategy.RetriesOnFailure ? RetryAsync(strategy, operation, cancellationToken) : operation(cancellationToken);
    }

    // A caller whose token ends among the attempts must learn why there were several
    private static async Task<T> RetryAsync<T>(
        IExecutionStrategy strategy, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        Exception? last = null;
        try
        {
            return await strategy.ExecuteAsync(AttemptAsync, cancellationToken);
        }
        catch (OperationCanceledException) when (last is not null)
        {
            throw new OperationCanceledException(
                "The time for a step of the webhook inbox ended between the attempts of the execution strategy.", last, cancellationToken);
        }

        async Task<T> AttemptAsync(CancellationToken token)
        {
            try
            {
                return await operation(token);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                last = exception;
                throw;
            }
        }
    }
}
