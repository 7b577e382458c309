using System.Text.Json.Serialization;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>What came of all deliveries; fewer than <paramref name="Requested"/> where somebody ended it early.</summary>
internal sealed record SendReport([property: JsonIgnore] IReadOnlyList<SendResult> Results, int Requested, double Seconds)
{
    public int Count => Results.Count;

    public int Succeeded => Results.Count(result => result.IsSuccess);

    public bool Cancelled => Count < Requested;

    public double PerSecond => Seconds > 0 ? Results.Count / Seconds : 0;

    public LatencySummary LatencyMilliseconds => LatencySummary.Of(Results.Select(result => result.Milliseconds));

    /// <summary>How often each answer came, most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Answers =>
    [
        .. Results.GroupBy(result => result.Answer)
            .Select(group => KeyValuePair.Create(group.Key, group.Count()))
            .OrderByDescending(answer => answer.Value),
    ];

    /// <summary>The answers one by one, as long as that is readable.</summary>
    public IReadOnlyList<SendResult>? Deliveries => Results.Count <= 100 ? Results : null;

    [JsonIgnore]
    public IEnumerable<string> Hints => Results.Select(result => result.Hint).OfType<string>().Distinct();

    [JsonIgnore]
    public int ExitCode =>
        Cancelled ? Tool.ExitCode.Cancelled
        : Results.Any(result => result.Status is null) ? Tool.ExitCode.Unreachable
        : Results.All(result => result.IsSuccess) ? Tool.ExitCode.Success
        : Tool.ExitCode.Negative;
}
