using Illow.AspNetCore.Idempotency;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>What fails after nothing waits for it any more is reported, unless it has only ended with its token.</summary>
public sealed class LateFailuresTests
{
    private readonly List<Exception> _reported = [];

    [Fact]
    public async Task Report_TaskThatFails_IsReported()
    {
        var failure = new InvalidTimeZoneException("too late");

        await LateFailures.ReportAsync(Task.FromException(failure), _reported.Add);

        Assert.Same(failure, Assert.Single(_reported));
    }

    [Fact]
    public async Task Report_TaskThatEndsWithItsToken_IsNotReported()
    {
        await LateFailures.ReportAsync(Task.FromCanceled(new CancellationToken(canceled: true)), _reported.Add);

        Assert.Empty(_reported);
    }

    [Fact]
    public async Task Report_CancellationWithACauseOfItsOwn_IsReported()
    {
        var failure = new OperationCanceledException("timed out", new TimeoutException());

        await LateFailures.ReportAsync(Task.FromException(failure), _reported.Add);

        Assert.Same(failure, Assert.Single(_reported));
    }

    [Fact]
    public async Task Wait_TokenEndsFirst_ThrowsAndReportsTheFailureThatFollows()
    {
        var task = new TaskCompletionSource();
        using var timeout = new CancellationTokenSource();
        var waiting = LateFailures.WaitAsync(task.Task, _reported.Add, timeout.Token);
        var failure = new InvalidTimeZoneException("too late");

        await timeout.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty(_reported);
        task.SetException(failure);

        await Eventually.HoldsAsync(() => _reported.Contains(failure));
    }
}
