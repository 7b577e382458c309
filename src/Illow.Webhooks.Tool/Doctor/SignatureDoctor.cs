namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Says why a captured delivery does not verify.</summary>
internal sealed class SignatureDoctor(
    IReadOnlyList<IllowPublicKey> keys,
    IReadOnlyList<IllowPublicKey> otherKeys,
    string eventProperty,
    List<Finding> findings)
{
    private const string Subject = "signature";
    private const string OtherBody = "OtherBody";

    internal void Examine(CapturedDelivery captured)
    {
        if (keys.Count == 0)
        {
            return;
        }

        var finding = Explain(captured, otherKeys);
        if (finding.Verifies)
        {
            findings.Add(new(Severity.Fine, Subject, finding.Cause, finding.Explanation));
            ExamineEnvelope(captured.Body);
            return;
        }

        // What a recording did to the body explains more than what the signature says of it
        var readings = CapturedBody.Readings(captured.Body);
        if (finding.Cause == OtherBody)
        {
            readings = readings.Concat(CapturedBody.Trimmed(captured.Body));
        }

        if (readings.FirstOrDefault(reading => Verifies(captured with { Body = reading.Body })) is { } wrapped)
        {
            findings.Add(new(Severity.Problem, Subject, wrapped.Cause, wrapped.Text));
            return;
        }

        findings.Add(new(Severity.Problem, Subject, finding.Cause, finding.Explanation));
        if (finding.Cause == OtherBody)
        {
            findings.AddRange(BodyHints.Of(captured.Body));
            findings.Add(new(Severity.Note, "body", "NextStep", NextStep(captured.Body.Length)));
        }
    }

    private static string NextStep(int length) =>
        $"The captured body has {length} bytes: compare that with the request's Content-Length. "
        + "If they differ, the capture is not what was sent. Capture the bytes before anything parses them: "
        + "`illow-webhooks listen --forward-to URL` in front of the application writes them as they come.";

    private bool Verifies(CapturedDelivery captured) => Explain(captured, []).Verifies;

    private IllowSignatureFinding Explain(CapturedDelivery captured, IReadOnlyList<IllowPublicKey> others) =>
        IllowSignatureDiagnosis.Explain(keys, captured.Body, captured.Header, new() { HashAlgorithm = captured.Hash }, others);

    private void ExamineEnvelope(byte[] body)
    {
        if (!IllowMessage.TryParse(body, eventProperty, jsonOptions: null, out _, out var error))
        {
            findings.Add(new(
                Severity.Problem,
                "envelope",
                error.Value.Cause,
                $"The signature is valid, but the body is not a valid envelope, so the receiver answers 400. {error.Value.Explanation}"));
        }
    }
}
