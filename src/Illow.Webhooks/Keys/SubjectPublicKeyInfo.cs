using System.Formats.Asn1;

namespace Illow.Webhooks.Keys;

/// <summary>Writes the SubjectPublicKeyInfo of an RSA key.</summary>
internal static class SubjectPublicKeyInfo
{
    /// <summary>The bytes of <c>RSA.ExportSubjectPublicKeyInfo</c>, which costs OpenSSL as much as an import.</summary>
    internal static byte[] Encode(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteIntegerUnsigned(exponent);
        }

        var subject = new AsnWriter(AsnEncodingRules.DER);
        using (subject.PushSequence())
        {
            using (subject.PushSequence())
            {
                subject.WriteObjectIdentifier(KeyAlgorithmOids.Rsa);
                subject.WriteNull();
            }

            subject.WriteBitString(key.Encode());
        }

        return subject.Encode();
    }
}
