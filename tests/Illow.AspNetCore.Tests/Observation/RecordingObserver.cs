using System.Collections.Concurrent;
using Illow.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Tests.Observation;

internal sealed class RecordingObserver : IDeliveryObserver
{
    private readonly ConcurrentQueue<DeliveryTrace> _traces = new();
    private readonly ConcurrentQueue<(Guid Id, int Attempt, DeliveryTrace Trace)> _runs = new();

    public bool IsEnabled => true;

    public void Finished(HttpContext context, DeliveryTrace trace) => _traces.Enqueue(trace);

    public void Ran(IllowQueuedDelivery delivery, int attempt, DeliveryTrace trace) => _runs.Enqueue((delivery.Id, attempt, trace));

    /// <summary>The runs from the queue, in order.</summary>
    internal IReadOnlyList<(Guid Id, int Attempt, DeliveryTrace Trace)> Runs => [.. _runs];

    /// <summary>The traces, once there are so many: an answer may reach its sender before the observer is told.</summary>
    internal async Task<IReadOnlyList<DeliveryTrace>> TracesAsync(int count)
    {
        await Eventually.HoldsAsync(() => _traces.Count >= count);
        return [.. _traces];
    }
}
