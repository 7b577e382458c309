using System.Globalization;
using System.Text;

namespace Illow.AspNetCore.Testing;

/// <summary>What an endpoint let through and what it refused. Immutable.</summary>
public sealed class IllowConformanceReport
{
    internal IllowConformanceReport(IReadOnlyList<IllowConformanceCheck> checks, string? hint)
    {
        Checks = checks;
        Hint = hint;
    }

    /// <summary>What to change where no check says anything of the endpoint, such as a URL at which nothing answers; else null.</summary>
    public string? Hint { get; }

    /// <summary>Every check, in the order in which they ran.</summary>
    public IReadOnlyList<IllowConformanceCheck> Checks { get; }

    /// <summary>The checks that failed.</summary>
    public IReadOnlyList<IllowConformanceCheck> Failures => [.. Checks.Where(check => !check.Passed)];

    /// <summary>Whether every check passed.</summary>
    public bool Passed => Checks.All(check => check.Passed);

    /// <summary>Throws unless every check passed, with the failed ones in its message.</summary>
    /// <exception cref="IllowConformanceException">A check failed.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
        {
            throw new IllowConformanceException(this);
        }
    }

    /// <summary>A table of all checks, and the hint.</summary>
    public override string ToString() => Table(Checks);

    internal string Table(IReadOnlyList<IllowConformanceCheck> checks)
    {
        var name = Width(checks, check => $"{check.Group}: {check.Name}");
        var expected = Width(checks, check => check.Expected);
        var table = new StringBuilder();
        foreach (var check in checks)
        {
            table.Append(check.Passed ? "pass  " : "FAIL  ")
                .Append($"{check.Group}: {check.Name}".PadRight(name)).Append("  ")
                .Append(check.Expected.PadRight(expected)).Append("  ")
                .Append(check.Answered).Append('\n');
        }

        table.Append(CultureInfo.InvariantCulture, $"{checks.Count(check => check.Passed)} of {checks.Count} passed");
        return Hint is null ? table.ToString() : table.Append('\n').Append(Hint).ToString();
    }

    private static int Width(IReadOnlyList<IllowConformanceCheck> checks, Func<IllowConformanceCheck, string> text) =>
        checks.Count == 0 ? 0 : checks.Max(check => text(check).Length);
}
