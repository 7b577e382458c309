using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// Ends a claim that the database does not take in time, with all the retries of an execution strategy: a sender is to hear within seconds
/// that the database is down. The time in which a handler runs does not count. Not thread-safe.
/// </summary>
internal sealed class ClaimDeadline : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _callers;
    private readonly CancellationTokenSource _expiry;
    private readonly CancellationTokenSource _either;

    internal ClaimDeadline(TimeSpan timeout, TimeProvider time, CancellationToken callers)
    {
        (_timeout, _callers) = (timeout, callers);
        _expiry = new CancellationTokenSource(timeout, time);
        _either = callers.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(callers, _expiry.Token) : _expiry;
    }

    /// <summary>Ends with the caller's patience or the claim's time, whichever is first.</summary>
    internal CancellationToken Token => _either.Token;

    /// <summary>Runs a step inside the execution strategy of a context.</summary>
    /// <exception cref="TimeoutException">The database did not take the claim in time. The last failure is the inner exception.</exception>
    internal async Task<T> RunAsync<T>(DbContext context, Func<CancellationToken, Task<T>> operation)
    {
        Exception? last = null;
        try
        {
            return await context.RunAsync(
                async token =>
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
                },
                _either.Token);
        }
        catch (OperationCanceledException exception) when (HasPassed)
        {
            throw Passed(_timeout, last ?? exception);
        }
    }

    /// <summary>Whether it was the claim's own time that ended, and not the caller's patience.</summary>
    internal bool HasPassed => _expiry.IsCancellationRequested && !_callers.IsCancellationRequested;

    /// <summary>What is thrown where the database did not take the claim in time.</summary>
    internal static TimeoutException Passed(TimeSpan timeout, Exception? last) => new(
        $"The database did not take the claim within {timeout.TotalSeconds:0.#} seconds, retries included (IllowEntityFrameworkStoreOptions.ClaimTimeout).",
        last);

    /// <summary>The claim is made, and its handler takes as long as it likes.</summary>
    internal void Suspend() => _expiry.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Another attempt begins after the handler has run: it has the whole time again.</summary>
    internal void Resume() => _expiry.CancelAfter(_timeout);

    public void Dispose()
    {
        _either.Dispose();
        _expiry.Dispose();
    }
}
