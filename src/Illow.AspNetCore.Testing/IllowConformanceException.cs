namespace Illow.AspNetCore.Testing;

/// <summary>An endpoint answered otherwise than a conforming one does.</summary>
public sealed class IllowConformanceException : Exception
{
    internal IllowConformanceException(IllowConformanceReport report)
        : base($"The endpoint failed {report.Failures.Count} of {report.Checks.Count} checks:\n{report.Table(report.Failures)}") =>
        Report = report;

    /// <summary>All checks, the passed ones included.</summary>
    public IllowConformanceReport Report { get; }
}
