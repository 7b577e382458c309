using System.Collections.Concurrent;
using System.Globalization;

namespace MvcSample.Cases;

/// <summary>The company's open cases, in memory: an application of your own has a database here. Thread-safe.</summary>
public sealed partial class CaseList(ILogger<CaseList> logger)
{
    private readonly ConcurrentDictionary<string, PrivacyCase> _cases = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _changes = new();

    /// <summary>What has been done so far, oldest first.</summary>
    public IReadOnlyCollection<string> Changes => _changes;

    public Task OpenAsync(PrivacyCase opened, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Events may overtake one another: an update that came first knows the later state
        _cases.AddOrUpdate(opened.Id, opened, (_, known) => opened with { Status = known.Status ?? opened.Status });
        var due = opened.DueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "on a date to be looked up";
        Record($"opened case {opened.Id} under {opened.Legislation ?? "a law to be looked up"}, due {due}");
        return Task.CompletedTask;
    }

    public Task UpdateAsync(string id, string? status, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _cases.AddOrUpdate(id, new PrivacyCase(id) { Status = status }, (_, known) => known with { Status = status });
        Record($"case {id} is now {status ?? "in a state to be looked up"}");
        return Task.CompletedTask;
    }

    public Task NoteAsync(string eventName, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Record($"noted the event {eventName}, which opens no case");
        return Task.CompletedTask;
    }

    private void Record(string change)
    {
        _changes.Enqueue(change);
        LogChange(logger, _cases.Count);
    }

    // The count and no names: whose request it is belongs in the case list, not in a log
    [LoggerMessage(1, LogLevel.Information, "The case list changed. Open cases: {Count}")]
    private static partial void LogChange(ILogger logger, int count);
}
