namespace Illow.AspNetCore.Idempotency;

/// <summary>Waits for what may ignore its token, and reports it when it fails after nothing waits for it any more.</summary>
internal static class LateFailures
{
    /// <summary>Waits until the task is done or the token ends.</summary>
    /// <param name="task">What is waited for. It goes on where the token has ended.</param>
    /// <param name="report">Is given the exception of a task that fails later.</param>
    /// <param name="timeout">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The token has ended.</exception>
    internal static async Task WaitAsync(Task task, Action<Exception> report, CancellationToken timeout)
    {
        try
        {
            await task.WaitAsync(timeout);
        }
        catch (OperationCanceledException) when (!task.IsCanceled)
        {
            _ = ReportAsync(task, report);
            throw;
        }
    }

    /// <summary>Reports a task's exception, but for one that says no more than that it has ended with its token.</summary>
    internal static async Task ReportAsync(Task task, Action<Exception> report)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException ended) when (ended.InnerException is null)
        {
            // It has observed its token after all
        }
        catch (Exception exception)
        {
            report(exception);
        }
    }
}
