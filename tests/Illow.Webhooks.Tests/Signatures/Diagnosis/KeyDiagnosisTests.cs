using System.Numerics;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>Several keys, those of other webhooks among them.</summary>
public sealed class KeyDiagnosisTests
{
    private static readonly byte[] Body = Diagnose.Body;
    private static readonly IllowPublicKey A = SigningKey.A.Public;
    private static readonly IllowPublicKey B = SigningKey.B.Public;
    private static readonly IllowPublicKey Small = SigningKey.Small.Public;

    [Fact]
    public void Explain_KeyOfAnotherWebhook_NamesIt() =>
        AssertFinding(
            SignatureCause.OtherWebhook,
            $"The signature is by the key {A.Fingerprint}, which belongs to another webhook than those that may deliver here. "
            + "The signature verifies",
            Explain([B], [Small, A], SigningKey.A.Sign(Body, SignatureHash.Sha1)));

    [Fact]
    public void Explain_LengthOfAnotherWebhooksKeyAlone_IsTriedWithThatKey() =>
        AssertFinding(SignatureCause.OtherWebhook, A.Fingerprint, Explain([Small], [A], SigningKey.A.Sign(Body, SignatureHash.Sha1)));

    [Fact]
    public void Explain_WrongLength_ListsTheLengthsOfAllKeysOnceShortestFirst() =>
        AssertFinding(
            SignatureCause.LengthMismatch, "has 100 bytes; the keys make signatures of 128 or 256.",
            Explain([A, B], [Small], new byte[100]));

    [Fact]
    public void Explain_UnknownKey_ListsTheFingerprintsTried()
    {
        var signature = SigningKey.B.Sign(Body, SignatureHash.Sha1);
        signature[0] = 0;

        AssertFinding(
            SignatureCause.OtherKey,
            $"whatever the body ({A.Fingerprint}, {Small.Fingerprint}).",
            Explain([A, Small], [], signature));
        AssertFinding(SignatureCause.OtherKey, "whatever the body (none).", Explain([], [A], signature));
    }

    // The number is out of the range of one key only, so that the other's has to be named
    [Fact]
    public void Explain_NumberThatOneOfTheKeysAllows_IsAnOtherKeys()
    {
        var between = SigningKey.A.Bytes(BigInteger.Min(SigningKey.A.Modulus, SigningKey.B.Modulus));

        Assert.Equal(SignatureCause.OtherKey, Explain([A, B], [], between).Cause);
        Assert.Equal(SignatureCause.OtherKey, Explain([B, A], [], between).Cause);
    }

    [Fact]
    public void Explain_LengthThatNoKeyOfTheWebhookHas_IsAnOtherKeysWhateverTheNumber() =>
        Assert.Equal(SignatureCause.OtherKey, Explain([Small], [A], [.. Enumerable.Repeat((byte)0xFF, A.SignatureLength)]).Cause);

    private static SignatureFinding Explain(IllowPublicKey[] keys, IllowPublicKey[] otherKeys, byte[] signature) =>
        SignatureDiagnosis.Explain(keys, otherKeys, Body, Convert.ToBase64String(signature), SignatureHash.Sha1);

    private static void AssertFinding(SignatureCause cause, string words, SignatureFinding finding)
    {
        Assert.Equal(cause, finding.Cause);
        Assert.Contains(words, finding.Explanation, StringComparison.Ordinal);
    }
}
