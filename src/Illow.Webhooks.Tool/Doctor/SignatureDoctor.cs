using Illow.Webhooks.Messages;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Says why a captured delivery does not verify.</summary>
internal static class SignatureDoctor
{
    private const string Subject = "signature";

    internal static void Examine(
        IReadOnlyList<IllowPublicKey> keys,
        IReadOnlyList<IllowPublicKey> otherKeys,
        byte[] body,
        string? header,
        SignatureHash hash,
        List<Finding> findings)
    {
        if (keys.Count == 0)
        {
            return;
        }

        var finding = SignatureDiagnosis.Explain(keys, otherKeys, body, header, hash);
        if (finding.Cause == SignatureCause.None)
        {
            findings.Add(new(Severity.Fine, Subject, nameof(SignatureCause.None), finding.Explanation));
            ExamineEnvelope(body, findings);
            return;
        }

        // What a recording did to the body explains more than what the signature says of it
        if (CapturedBody.Readings(body).FirstOrDefault(reading => Verifies(keys, reading.Body, header, hash)) is { } wrapped)
        {
            findings.Add(new(Severity.Problem, Subject, wrapped.Cause, wrapped.Text));
            return;
        }

        findings.Add(new(Severity.Problem, Subject, finding.Cause.ToString(), finding.Explanation));
    }

    private static bool Verifies(IReadOnlyList<IllowPublicKey> keys, byte[] body, string? header, SignatureHash hash) =>
        SignatureDiagnosis.Explain(keys, body, header, hash).Cause == SignatureCause.None;

    private static void ExamineEnvelope(byte[] body, List<Finding> findings)
    {
        if (!EnvelopeParser.TryParse(body, "event", out _, out var problem, out var member))
        {
            var where = member is null ? "" : $" ({member})";
            findings.Add(new(Severity.Problem, "envelope", problem.ToString(), $"The body is signed well, but it is no envelope{where}, so the receiver answers 400."));
        }
    }
}
