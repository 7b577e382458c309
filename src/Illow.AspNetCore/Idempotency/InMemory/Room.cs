namespace Illow.AspNetCore.Idempotency.InMemory;

/// <summary>How many records fit, counted over all shards. Thread-safe.</summary>
internal sealed class Room(Func<int> capacity)
{
    private int _taken;

    internal bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= capacity())
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    internal void Free(int count)
    {
        if (count > 0)
        {
            Interlocked.Add(ref _taken, -count);
        }
    }
}
