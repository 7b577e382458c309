using System.Diagnostics.CodeAnalysis;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// Where a database has a single writer, this process's writers wait here for their turn and not in the database: in the order in which
/// they come, and without a thread each.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore holds something only once its wait handle was asked for, and a turn " +
    "may end after the services have.")]
internal sealed class WriterQueue
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <exception cref="TimeoutException">The writers before it took longer than <paramref name="timeout"/>.</exception>
    internal async Task<IDisposable> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await _turn.WaitAsync(timeout, cancellationToken)
            ? new Turn(_turn)
            : throw new TimeoutException("Others kept the database from being written to for longer than the command timeout.");

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
