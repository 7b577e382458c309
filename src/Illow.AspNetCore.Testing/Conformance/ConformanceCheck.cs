namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>One thing to try.</summary>
internal sealed record ConformanceCheck(
    string Group,
    string Name,
    string Expected,
    Func<ConformanceRun, CancellationToken, Task<(string Answered, bool Passed)>> TryAsync)
{
    /// <summary>A check of one request.</summary>
    internal static ConformanceCheck Of(string group, string name, Expected expected, Func<ConformanceRun, Attempt> attempt) =>
        new(group, name, expected.Text, async (run, cancellationToken) =>
        {
            var answered = await run.SendAsync(attempt(run), cancellationToken);
            return (answered.ToString(), expected.Fits(answered));
        });
}
