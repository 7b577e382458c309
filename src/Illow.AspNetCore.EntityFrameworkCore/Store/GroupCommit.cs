using System.Collections.Concurrent;
using System.Data;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// Where a database has a single writer, steps that come while another one is written commit together: one flush to disk for all of them.
/// A step is answered when its commit is on disk, as it is by itself. Thread-safe.
/// </summary>
internal sealed class GroupCommit(EntityFrameworkStore store)
{
    private const int MostSteps = 64;

    private readonly ConcurrentDictionary<(InboxSql Sql, string Connection), Group> _groups = [];

    /// <summary>Runs a step in a transaction that it may share with others of the same database. It is told which attempt it is.</summary>
    /// <param name="inbox">The inbox of a context of the step's own, which says what database it is for.</param>
    /// <param name="connection">The connection string of that context.</param>
    /// <param name="step">The step. Runs over the inbox that it is given, and again where the transaction was rolled back.</param>
    /// <param name="cancellationToken">Ends the waiting; a step that has begun goes on.</param>
    internal Task<T> RunAsync<T>(
        Inbox inbox, string connection, Func<Inbox, int, CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        var group = _groups.GetOrAdd((inbox.Sql, connection), static _ => new Group());
        var waiting = new Waiting<T>(step, cancellationToken);
        if (group.Add(waiting))
        {
            _ = DrainAsync(group);
        }

        return waiting.Done.WaitAsync(cancellationToken);
    }

    // In the flow of the step that found nobody at it: its context is of the same tenant, where there are several
    private async Task DrainAsync(Group group)
    {
        do
        {
            await Task.Yield();
            IReadOnlyList<Waiting> steps = [];
            try
            {
                await using var own = await store.OpenAsync();
                var inbox = store.InboxOf(own.Context);
                using var turn = await inbox.TurnAsync(CancellationToken.None);
                steps = group.Take(MostSteps);
                await CommitAsync(own.Context, inbox, steps);
            }
            catch (Exception exception)
            {
                foreach (var step in steps.Count > 0 ? steps : group.Take(MostSteps))
                {
                    step.Fail(exception);
                }
            }
        }
        while (group.GoesOn());
    }

    private static async Task CommitAsync(DbContext context, Inbox inbox, IReadOnlyList<Waiting> steps)
    {
        if (await TryCommitAsync(context, inbox, steps))
        {
            return;
        }

        // One of them failed: each by itself, so that none fails for another
        foreach (var step in steps)
        {
            try
            {
                await TryCommitAsync(context, inbox, [step]);
            }
            catch (Exception exception)
            {
                step.Fail(exception);
            }
        }
    }

    /// <returns>Whether the steps are answered; false where one of several failed and all are rolled back.</returns>
    private static async Task<bool> TryCommitAsync(DbContext context, Inbox inbox, IReadOnlyList<Waiting> steps)
    {
        var committed = await context.RunAsync(
            async token =>
            {
                await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, token);
                foreach (var step in steps)
                {
                    try
                    {
                        await step.RunAsync(inbox);
                    }
                    catch (Exception) when (steps.Count > 1)
                    {
                        return false;
                    }
                }

                await transaction.CommitAsync(token);
                return true;
            },
            CancellationToken.None);
        if (committed)
        {
            foreach (var step in steps)
            {
                step.Answer();
            }
        }

        return committed;
    }

    /// <summary>The steps that wait for one database. Thread-safe.</summary>
    private sealed class Group
    {
        private readonly Lock _gate = new();
        private readonly Queue<Waiting> _steps = [];
        private bool _isDrained = true;

        /// <returns>Whether nobody is at it, so that the caller has to be.</returns>
        internal bool Add(Waiting step)
        {
            lock (_gate)
            {
                _steps.Enqueue(step);
                var first = _isDrained;
                _isDrained = false;
                return first;
            }
        }

        internal List<Waiting> Take(int most)
        {
            lock (_gate)
            {
                var taken = new List<Waiting>();
                while (taken.Count < most && _steps.TryDequeue(out var step))
                {
                    taken.Add(step);
                }

                return taken;
            }
        }

        internal bool GoesOn()
        {
            lock (_gate)
            {
                _isDrained = _steps.Count == 0;
                return !_isDrained;
            }
        }
    }

    private abstract class Waiting
    {
        internal abstract Task RunAsync(Inbox inbox);

        internal abstract void Answer();

        internal abstract void Fail(Exception exception);
    }

    private sealed class Waiting<T>(Func<Inbox, int, CancellationToken, Task<T>> step, CancellationToken cancellationToken) : Waiting
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _attempt;
        private T? _result;

        internal Task<T> Done => _done.Task;

        internal override async Task RunAsync(Inbox inbox)
        {
            // Whoever waits no longer must not get a claim that nobody then has
            if (!cancellationToken.IsCancellationRequested)
            {
                _result = await step(inbox, ++_attempt, CancellationToken.None);
            }
        }

        internal override void Answer()
        {
            if (_attempt == 0)
            {
                _done.TrySetCanceled(cancellationToken);
            }
            else
            {
                _done.TrySetResult(_result!);
            }
        }

        internal override void Fail(Exception exception) => _done.TrySetException(exception);
    }
}
