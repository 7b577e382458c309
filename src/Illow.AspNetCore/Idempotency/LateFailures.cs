namespace Illow.AspNetCore.Idempotency;

/// <summary>Waits for what may not heed its token, and hears of it when it fails after nobody waits any more.</summary>
internal static class LateFailures
{
    /// <summary>Waits until the task is done or the token ends.</summary>
    /// <param name="task">What is waited for. It goes on where the token has ended.</param>
    /// <param name="report">Is given the exception of a task that fails later.</param>
    /// <param name="patience">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The token has ended.</exception>
    internal static async Task WaitAsync(Task task, Action<Exception> report, CancellationToken patience)
    {
        try
        {
            await task.WaitAsync(patience);
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
            // It has heeded its token after all
        }
        catch (Exception exception)
        {
            report(exception);
        }
    }
}
