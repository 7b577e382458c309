using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Illow.Webhooks.Keys;

/// <summary>Reads modulus and exponent out of the DER (not BER) of SubjectPublicKeyInfo or PKCS#1 RSAPublicKey.</summary>
internal static class RsaPublicKeyDer
{
    internal static bool TryRead(
        byte[] der,
        PublicKeyEncoding encoding,
        out RsaPublicNumbers numbers,
        [NotNullWhen(false)] out string? problem)
    {
        numbers = default;
        try
        {
            problem = ReadKey(der, encoding, ref numbers);
        }
        catch (AsnContentException)
        {
            problem = KeyDerDiagnosis.IsCutOff(der) ? PublicKeyProblem.CutOff : PublicKeyProblem.NotDer;
        }

        if (problem is null)
        {
            return true;
        }

        problem = KeyDerDiagnosis.Diagnose(der) ?? problem;
        return false;
    }

    private static string? ReadKey(byte[] der, PublicKeyEncoding encoding, ref RsaPublicNumbers numbers)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var content = outer.ReadSequence();
        if (outer.HasData)
        {
            return PublicKeyProblem.BytesAfterKey;
        }

        var found = content.PeekTag() == Asn1Tag.Integer ? PublicKeyEncoding.Pkcs1 : PublicKeyEncoding.SubjectPublicKeyInfo;
        if (encoding != PublicKeyEncoding.Unstated && encoding != found)
        {
            return PublicKeyProblem.OtherThanLabel;
        }

        return found == PublicKeyEncoding.Pkcs1 ? ReadNumbers(content, ref numbers) : ReadSubject(content, ref numbers);
    }

    private static string? ReadSubject(AsnReader subject, ref RsaPublicNumbers numbers)
    {
        var algorithm = subject.ReadSequence();
        if (algorithm.ReadObjectIdentifier() != KeyAlgorithmOids.Rsa)
        {
            return PublicKeyProblem.OtherAlgorithm;
        }

        // RFC 3279 asks for NULL; some writers leave it out, which says the same
        if (algorithm.HasData)
        {
            algorithm.ReadNull();
            algorithm.ThrowIfNotEmpty();
        }

        if (!subject.TryReadPrimitiveBitString(out var unusedBits, out var bits) || unusedBits != 0)
        {
            return PublicKeyProblem.NotDer;
        }

        var inner = new AsnReader(bits, AsnEncodingRules.DER);
        var content = inner.ReadSequence();
        return inner.HasData || subject.HasData ? PublicKeyProblem.BytesAfterKey : ReadNumbers(content, ref numbers);
    }

    private static string? ReadNumbers(AsnReader content, ref RsaPublicNumbers numbers)
    {
        var modulus = content.ReadIntegerBytes();
        var exponent = content.ReadIntegerBytes();
        if (content.HasData)
        {
            return PublicKeyProblem.BytesAfterKey;
        }

        if (IsNegative(modulus) || IsNegative(exponent))
        {
            return PublicKeyProblem.NegativeNumber;
        }

        numbers = new RsaPublicNumbers(Unsigned(modulus), Unsigned(exponent));
        return null;
    }

    private static bool IsNegative(ReadOnlyMemory<byte> integer) => (integer.Span[0] & 0x80) != 0;

    // DER has one leading zero at the most: the one that keeps the sign bit clear
    private static ReadOnlyMemory<byte> Unsigned(ReadOnlyMemory<byte> integer) => integer.Span[0] == 0 ? integer[1..] : integer;
}

/// <summary>Object identifiers of public key algorithms.</summary>
internal static class KeyAlgorithmOids
{
    /// <summary>rsaEncryption (RFC 8017, A.1): the only one that is taken.</summary>
    internal const string Rsa = "1.2.840.113549.1.1.1";

    /// <summary>The problem of a key of a known algorithm that is not plain RSA; null for an unknown one.</summary>
    internal static string? Refuse(string oid) => oid switch
    {
        "1.2.840.113549.1.1.10" => PublicKeyProblem.RsaPss,
        "1.2.840.113549.1.1.7" => PublicKeyProblem.RsaOaep,
        "1.2.840.10045.2.1" => PublicKeyProblem.EllipticCurve,
        "1.2.840.10040.4.1" => PublicKeyProblem.Dsa,
        "1.3.101.110" or "1.3.101.111" or "1.3.101.112" or "1.3.101.113" => PublicKeyProblem.Edwards,
        _ => null,
    };
}
