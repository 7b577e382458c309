namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Everything found, worst causes in the order in which they were found.</summary>
internal sealed record DoctorReport(IReadOnlyList<Finding> Findings)
{
    public bool Healthy => Findings.All(finding => finding.Severity != Severity.Problem);

    /// <summary>The first problem's cause; null where there is none.</summary>
    public string? Cause => Findings.FirstOrDefault(finding => finding.Severity == Severity.Problem)?.Cause;
}
