using System.Collections.Concurrent;
using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Sql;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// Steps that come while others of the same database are written are written together: one round trip and one flush to disk for all of
/// them. The first of those that wait leads: it writes them over its own context, in its own flow. A step is answered when its commit is
/// on disk, as it is by itself. Thread-safe.
/// </summary>
internal sealed class GroupCommit(TimeProvider time)
{
    // A database that has not answered for this long may have lost a single connection: the others do not wait behind it
    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<GroupKey, Lane> _lanes = [];

    /// <summary>Runs a step, together with others where there are some.</summary>
    /// <param name="key">What steps must have in common.</param>
    /// <param name="step">The step.</param>
    /// <param name="alone">Runs it by itself.</param>
    /// <param name="together">
    /// Runs it, first in the list, and others with it. A result that is null leaves a step to run by itself; an exception is the outcome of
    /// all.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting for those before; a step that has begun goes on.</param>
    internal async Task<InboxStepResult> RunAsync(
        GroupKey key,
        InboxStep step,
        Func<Task<InboxStepResult>> alone,
        Func<IReadOnlyList<InboxStep>, Task<InboxStepResult?[]>> together,
        CancellationToken cancellationToken)
    {
        var place = new Place(step);
        Lane lane;
        bool? leads;
        do
        {
            lane = _lanes.GetOrAdd(key, static (_, time) => new Lane(time), time);
            leads = lane.TryLead(place);
        }
        while (leads is null);

        if (leads is false)
        {
            Turn turn;
            await using (cancellationToken.UnsafeRegister(static (state, token) => ((Place)state!).Cancel(token), place))
            {
                turn = await place.Turn;
            }

            switch (turn)
            {
                case { Kind: TurnKind.Answered, Result: var result }:
                    return result;
                case { Kind: TurnKind.RunAlone }:
                    return await alone();
            }
        }

        return await LeadAsync(key, lane, place, alone, together) ?? await alone();
    }

    private async Task<InboxStepResult?> LeadAsync(
        GroupKey key,
        Lane lane,
        Place own,
        Func<Task<InboxStepResult>> alone,
        Func<IReadOnlyList<InboxStep>, Task<InboxStepResult?[]>> together)
    {
        List<Place> places = [own];
        try
        {
            // Those that come at the same time, as the ones do that were answered together, come before this goes on
            await Task.Yield();
            lane.Gather(places);
            if (places.Count == 1)
            {
                return await alone();
            }

            var results = await together([.. places.Select(place => place.Step)]);
            for (var i = 1; i < places.Count; i++)
            {
                places[i].Answer(results[i]);
            }

            return results[0];
        }
        catch (Exception exception)
        {
            foreach (var place in places.Skip(1))
            {
                place.Fail(exception);
            }

            throw;
        }
        finally
        {
            if (lane.HandOver(own))
            {
                // The key has a connection string, and so may have a password
                _lanes.TryRemove(new(key, lane));
            }
        }
    }

    /// <summary>The steps that wait for one key. Thread-safe.</summary>
    private sealed class Lane(TimeProvider time)
    {
        private const int MostSteps = 64;

        private readonly Lock _gate = new();
        private readonly Queue<Place> _waiting = [];
        private Place? _leader;
        private long _since;
        private ITimer? _watch;
        private bool _isWatched;
        private bool _isClosed;

        /// <returns>Null where nobody led or waited any longer, and another lane is to be taken.</returns>
        internal bool? TryLead(Place place)
        {
            lock (_gate)
            {
                if (_isClosed)
                {
                    return null;
                }

                if (_leader is not null && time.GetElapsedTime(_since) < Stalled)
                {
                    _waiting.Enqueue(place);
                    Watch();
                    return false;
                }

                LedBy(place);
                return true;
            }
        }

        /// <summary>Puts those that wait behind the leader.</summary>
        internal void Gather(List<Place> places)
        {
            lock (_gate)
            {
                while (places.Count < MostSteps && _waiting.TryDequeue(out var next))
                {
                    if (next.TryTake())
                    {
                        places.Add(next);
                    }
                }
            }
        }

        /// <summary>The first of those that wait leads from now on, unless another leads already.</summary>
        /// <returns>Whether nobody does, and the lane is closed.</returns>
        internal bool HandOver(Place leader)
        {
            lock (_gate)
            {
                if (_leader != leader)
                {
                    return false;
                }

                _leader = null;
                LeadNext();
                if (_leader is null)
                {
                    _isClosed = true;
                    _watch?.Dispose();
                }

                return _isClosed;
            }
        }

        // One timer for all that wait, which sleeps while nobody does
        private void Watch()
        {
            if (!_isWatched)
            {
                _isWatched = true;

                // Timers round down to milliseconds: a waking that is too early would have to come again
                var wait = Math.Ceiling((Stalled - time.GetElapsedTime(_since)).TotalMilliseconds);
                _watch ??= time.CreateTimer(
                    static state => ((Lane)state!).PassOverStalled(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _watch.Change(TimeSpan.FromMilliseconds(Math.Max(wait, 0)), Timeout.InfiniteTimeSpan);
            }
        }

        private void PassOverStalled()
        {
            lock (_gate)
            {
                _isWatched = false;
                if (time.GetElapsedTime(_since) >= Stalled)
                {
                    LeadNext();
                }

                if (_waiting.Count > 0)
                {
                    Watch();
                }
            }
        }

        private void LeadNext()
        {
            while (_waiting.TryDequeue(out var next))
            {
                if (next.TryTake())
                {
                    LedBy(next);
                    next.Lead();
                    return;
                }
            }
        }

        private void LedBy(Place place)
        {
            _leader = place;
            _since = time.GetTimestamp();
        }
    }

    /// <summary>A step's place among those that wait.</summary>
    private sealed class Place(InboxStep step)
    {
        private readonly TaskCompletionSource<Turn> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _taken;

        internal InboxStep Step => step;

        internal Task<Turn> Turn => _turn.Task;

        /// <summary>False where whoever waits gave up: it must not get a claim that nobody then has.</summary>
        internal bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

        internal void Lead() => _turn.SetResult(new(TurnKind.Lead));

        internal void Answer(InboxStepResult? result) =>
            _turn.SetResult(result is { } known ? new(TurnKind.Answered, known) : new(TurnKind.RunAlone));

        internal void Fail(Exception exception) => _turn.SetException(exception);

        internal void Cancel(CancellationToken cancellationToken)
        {
            if (TryTake())
            {
                _turn.SetCanceled(cancellationToken);
            }
        }
    }

    /// <summary>What a step that has waited does next.</summary>
    /// <param name="Kind">Whether it goes on, and how.</param>
    /// <param name="Result">The result, where others have written the step.</param>
    private readonly record struct Turn(TurnKind Kind, InboxStepResult Result = default);

    private enum TurnKind
    {
        Lead,
        RunAlone,
        Answered,
    }
}

/// <summary>What steps must have in common to be written together.</summary>
/// <param name="Sql">The model's statements.</param>
/// <param name="Connection">The connection string.</param>
/// <param name="Kind">What the steps are for; null where those of all kinds share a transaction.</param>
/// <param name="Lasting">What the steps make a record last, where they share a statement.</param>
/// <param name="Source">Where the connections come from; null where the connection string says it.</param>
internal readonly record struct GroupKey(
    InboxSql Sql, string Connection, InboxStepKind? Kind = null, TimeSpan Lasting = default, DbDataSource? Source = null);
