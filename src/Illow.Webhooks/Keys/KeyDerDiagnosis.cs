using System.Formats.Asn1;

namespace Illow.Webhooks.Keys;

/// <summary>
/// Names what a binary structure is that is no RSA public key. Asked only after it was refused, to make a better message,
/// so it reads BER and stops early: the thing may be cut off or badly encoded as well.
/// </summary>
internal static class KeyDerDiagnosis
{
    internal static string? Diagnose(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return TryEnter(bytes, out var content, out _) ? DiagnoseContent(content) : PublicKeyProblem.NoKey;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>True where the outer structure says that it is longer than what there is.</summary>
    internal static bool IsCutOff(ReadOnlySpan<byte> bytes) => TryEnter(bytes, out _, out var missing) && missing;

    // As AsnDecoder.ReadSequence, for a sequence whose end may be missing
    private static bool TryEnter(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> content, out bool missing)
    {
        content = default;
        missing = false;
        if (!Asn1Tag.TryDecode(bytes, out var tag, out var tagLength) || tag != Asn1Tag.Sequence)
        {
            return false;
        }

        if (!AsnDecoder.TryDecodeLength(bytes[tagLength..], AsnEncodingRules.BER, out var length, out var lengthLength))
        {
            missing = true;
            return true;
        }

        content = bytes[(tagLength + lengthLength)..];
        missing = length > content.Length;
        content = missing || length is null ? content : content[..length.Value];
        return true;
    }

    private static string? DiagnoseContent(ReadOnlySpan<byte> content)
    {
        var first = Asn1Tag.Decode(content, out _);
        return first switch
        {
            _ when first == Asn1Tag.Integer => DiagnoseVersioned(content),
            _ when first == Asn1Tag.Sequence => DiagnoseWithAlgorithm(content),
            _ when first == Asn1Tag.ObjectIdentifier => PublicKeyProblem.CertificateBag,
            _ => null,
        };
    }

    private static string? DiagnoseVersioned(ReadOnlySpan<byte> content)
    {
        // A modulus does not fit; a version does
        if (!AsnDecoder.TryReadInt32(content, AsnEncodingRules.BER, out var version, out var consumed))
        {
            return null;
        }

        var second = Asn1Tag.Decode(content[consumed..], out _);
        return version switch
        {
            // PKCS#8 holds a sequence next, PKCS#1 and DSA an integer, SEC 1 an octet string
            0 or 1 when second == Asn1Tag.Sequence || second == Asn1Tag.Integer => PublicKeyProblem.PrivateKey,
            1 when second.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString) => PublicKeyProblem.PrivateKey,
            3 when second == Asn1Tag.Sequence => PublicKeyProblem.Pkcs12,
            _ => null,
        };
    }

    private static string? DiagnoseWithAlgorithm(ReadOnlySpan<byte> content)
    {
        AsnDecoder.ReadEncodedValue(content, AsnEncodingRules.BER, out _, out _, out var consumed);
        var second = Asn1Tag.Decode(content[consumed..], out _);
        var inner = new AsnReader(content[..consumed].ToArray(), AsnEncodingRules.BER).ReadSequence();

        return second switch
        {
            _ when second.HasSameClassAndValue(Asn1Tag.PrimitiveBitString) => KeyAlgorithmOids.Refuse(inner.ReadObjectIdentifier()),
            _ when second.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString) => PublicKeyProblem.EncryptedPrivateKey,
            _ when second == Asn1Tag.Sequence => DiagnoseSigned(inner),
            _ => null,
        };
    }

    // A certificate and a certificate request are both: what is signed, algorithm, signature. A request has four fields at the most.
    private static string DiagnoseSigned(AsnReader signed)
    {
        var fields = 0;
        for (; signed.HasData; fields++)
        {
            signed.ReadEncodedValue();
        }

        return fields <= 4 ? PublicKeyProblem.CertificateRequest : PublicKeyProblem.Certificate;
    }
}
