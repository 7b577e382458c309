using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Illow.Webhooks.Tests.Keys;

/// <summary>Writes keys byte by byte, right ones and wrong ones. Independent of the code under test.</summary>
internal static class KeyDer
{
    internal const string RsaOid = "1.2.840.113549.1.1.1";

    internal static readonly byte[] Null = [5, 0];

    internal static byte[] Pkcs1(RSA rsa) => rsa.ExportRSAPublicKey();

    internal static byte[] Pkcs1(byte[] modulus, byte[] exponent) => Sequence(Unsigned(modulus), Unsigned(exponent));

    internal static byte[] Spki(byte[] key, string oid = RsaOid) => Spki(Sequence(Oid(oid), Null), BitString(key));

    internal static byte[] Spki(byte[] algorithm, byte[] bitString) => Sequence(algorithm, bitString);

    internal static byte[] Sequence(params byte[][] content) => Tlv(0x30, [.. content.SelectMany(part => part)]);

    internal static byte[] BitString(byte[] content, byte unusedBits = 0) => Tlv(0x03, [unusedBits, .. content]);

    internal static byte[] OctetString(params byte[] content) => Tlv(0x04, content);

    /// <summary>The content as it is given, right or wrong.</summary>
    internal static byte[] Integer(params byte[] content) => Tlv(0x02, content);

    internal static byte[] Unsigned(byte[] number) => Integer(number[0] >= 0x80 ? [0, .. number] : number);

    internal static byte[] Oid(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }

    internal static byte[] Tlv(byte tag, byte[] content) => [tag, .. Length(content.Length), .. content];

    /// <summary>A length with a leading zero byte more than DER has: BER, not DER.</summary>
    internal static byte[] LongLength(int length) => [0x83, 0, (byte)(length >> 8), (byte)length];

    internal static string Bare(byte[] der) => Convert.ToBase64String(der);

    internal static string Pem(string label, byte[] der) => PemEncoding.WriteString(label, der);

    private static byte[] Length(int length) => length switch
    {
        < 0x80 => [(byte)length],
        < 0x100 => [0x81, (byte)length],
        _ => [0x82, (byte)(length >> 8), (byte)length],
    };
}
