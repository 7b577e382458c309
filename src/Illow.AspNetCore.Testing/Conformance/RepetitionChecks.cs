using System.Text;
using static Illow.AspNetCore.Testing.Conformance.ConformanceCheck;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>Deliveries that come more than once. A refused delivery that is sent again is not a repetition.</summary>
internal static class RepetitionChecks
{
    private const string Group = "repetition";

    internal static IEnumerable<ConformanceCheck> All =>
    [
        Of(Group, "the true delivery after all its forgeries", Expected.Handled, run => new Attempt(run.Forged)),
        Of(Group, "the same again", Expected.Repetition, run => new Attempt(run.Forged)),
        Of(Group, "a forgery of it afterwards", Expected.Unauthorized, run => run.WithSignatures()),
        new(Group, "the same idempotency key, another body", "422", ReusedKeyAsync),
        new(Group, "copies at once", "one handled, the others 409 or repetitions", AtOnceAsync),
    ];

    private static async Task<(string Answered, bool Passed)> ReusedKeyAsync(ConformanceRun run, CancellationToken cancellationToken)
    {
        var members = run.Members();
        var first = await run.SendAsync(Signed(members), cancellationToken);
        var second = await run.SendAsync(Signed([.. members, ("x", "1")]), cancellationToken);
        return Expected.Handled.Fits(first) ? (second.ToString(), second.Status == 422) : ($"{first} to the first", false);
    }

    private static Attempt Signed(IEnumerable<(string Name, string Value)> members) =>
        new(Encoding.UTF8.GetBytes(ConformanceRun.Text(members)));

    private static async Task<(string Answered, bool Passed)> AtOnceAsync(ConformanceRun run, CancellationToken cancellationToken)
    {
        var attempt = run.Genuine();
        var attempts = Enumerable.Repeat(attempt, Math.Max(2, run.Options.Concurrency));
        var answers = await Task.WhenAll(attempts.Select(each => run.SendAsync(each, cancellationToken)));
        var handled = answers.Count(Expected.Handled.Fits);
        var text = string.Join("; ", answers.GroupBy(answer => answer.ToString()).Select(group => $"{group.Count()} × {group.Key}"));
        return (text, handled == 1 && answers.All(answer => answer.Status == 409 || answer.IsSuccess));
    }
}
