namespace Illow.Webhooks.Tool.Sending;

/// <summary>Latencies in milliseconds; percentiles by the nearest rank.</summary>
internal sealed record LatencySummary(double Min, double P50, double P90, double P99, double Max)
{
    internal static LatencySummary Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return sorted.Length == 0
            ? new(0, 0, 0, 0, 0)
            : new(sorted[0], Rank(sorted, 0.50), Rank(sorted, 0.90), Rank(sorted, 0.99), sorted[^1]);
    }

    private static double Rank(double[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
