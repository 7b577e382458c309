namespace QueuedSample.Cases;

/// <summary>Stands for a system that the handlers call: opening a case takes a while, and updates fail at first.</summary>
public sealed class CaseSystem
{
    private static readonly TimeSpan TimeToOpen = TimeSpan.FromSeconds(5);

    private int _updates;

    public async Task OpenAsync(string id, CancellationToken cancellationToken)
    {
        Say($"opening case {id}, which takes {TimeToOpen.TotalSeconds} seconds");
        await Task.Delay(TimeToOpen, cancellationToken);
        Done($"case {id} is open");
    }

    public void Update(string id)
    {
        if (Interlocked.Increment(ref _updates) <= 2)
        {
            Say($"updating case {id} failed");
            throw new InvalidOperationException("The case system is out of reach.");
        }

        Done($"case {id} is updated");
    }

    public void Note(string @event) => Done($"{@event} is noted");

    private static void Say(string text) => Console.WriteLine("    handler: " + text);

    private static void Done(string text) => Console.WriteLine("    handler: done, " + text);
}
