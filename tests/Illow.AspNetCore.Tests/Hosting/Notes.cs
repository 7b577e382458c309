using System.Collections.Concurrent;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>What handlers saw: the effect by which a test knows that one ran.</summary>
public sealed class Notes
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Add(string line) => _lines.Enqueue(line);
}
