using System.Diagnostics;
using System.Globalization;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>Every step at the store, of all receivers, checked against what a store promises.</summary>
internal sealed class StoreHistory
{
    private readonly List<Step> _steps;

    private StoreHistory(List<Step> steps) => _steps = steps;

    internal int Completions => _steps.Count(step => step.What == "complete");

    internal int Claims => _steps.Count(step => step.What == "claim");

    internal static StoreHistory Read(string path) =>
        new(File.Exists(path) ? [.. File.ReadAllLines(path).Select(Step.Parse)] : []);

    internal void AssertAtMostOneCompletionOfEachScope()
    {
        foreach (var scope in _steps.Where(step => step.What == "complete").GroupBy(step => step.Scope))
        {
            Assert.True(scope.Count() == 1, $"{scope.Key} was completed {scope.Count()} times.");
        }
    }

    internal void AssertFencesGrow()
    {
        foreach (var scope in _steps.Where(step => step.What == "claim").GroupBy(step => step.Scope))
        {
            var fences = scope.OrderBy(step => step.Time).Select(step => step.Fence).ToList();
            Assert.Equal(fences.Distinct().Order(), fences);
        }
    }

    /// <summary>
    /// A claim holds from the answer that gave it (or its last renewal, asked at the earliest then) until it is completed or released,
    /// or its lease ends: no other claim of the scope may have been given inside that time. The lease's last moments are left out, since
    /// the store's clock started it a little before the answer came.
    /// </summary>
    internal void AssertNeverTwoValidLeases()
    {
        foreach (var scope in _steps.GroupBy(step => step.Scope))
        {
            var claims = scope.Where(step => step.What == "claim").OrderBy(step => step.Time).ToList();
            for (var i = 0; i + 1 < claims.Count; i++)
            {
                var held = claims[i];
                var next = claims[i + 1];
                var own = scope.Where(step => step.Owner == held.Owner).ToList();
                var ended = own.Where(step => step.What is "complete" or "release")
                    .Select(step => step.Time)
                    .DefaultIfEmpty(long.MaxValue)
                    .Min();
                var leaseStart = own.Where(step => step.What == "renew" && step.Time < next.Asked)
                    .Select(step => step.Time)
                    .Append(held.Asked)
                    .Max();
                var leaseEnd = leaseStart + (long)(held.Lease.TotalSeconds * Stopwatch.Frequency);
                Assert.True(
                    next.Time >= Math.Min(ended, leaseEnd) - Slack,
                    $"{scope.Key} was claimed by {next.Owner} while {held.Owner} held it.");
            }
        }
    }

    private static long Slack => Stopwatch.Frequency / 5;

    private sealed record Step(string What, string Scope, string Owner, long Fence, long Asked, long Time, TimeSpan Lease)
    {
        internal static Step Parse(string line)
        {
            var parts = line.Split(' ');
            long Number(int index) => long.Parse(parts[index], CultureInfo.InvariantCulture);
            return parts[0] == "claim"
                ? new Step(parts[0], parts[1], parts[2], Number(3), Number(4), Number(5), TimeSpan.FromTicks(Number(6)))
                : new Step(parts[0], parts[1], parts[2], Number(3), Number(4), Number(4), default);
        }
    }
}
