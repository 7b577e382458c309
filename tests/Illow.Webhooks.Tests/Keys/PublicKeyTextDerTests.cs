namespace Illow.Webhooks.Tests.Keys;

/// <summary>One key has one encoding: whatever else decodes to the same numbers is refused.</summary>
public sealed class PublicKeyTextDerTests
{
    private static readonly byte[] Modulus = TestKeys.A.ExportParameters(false).Modulus!;
    private static readonly byte[] Exponent = [1, 0, 1];
    private static readonly byte[] Pkcs1 = KeyDer.Pkcs1(Modulus, Exponent);
    private static readonly byte[] Spki = KeyDer.Spki(Pkcs1);
    private static readonly byte[] Algorithm = KeyDer.Sequence(KeyDer.Oid(KeyDer.RsaOid), KeyDer.Null);

    private static readonly Dictionary<string, (byte[] Der, string Phrase)> Wrong = new()
    {
        ["byte after SPKI"] = ([.. Spki, 0], "has bytes after the end of the key"),
        ["byte after PKCS#1"] = ([.. Pkcs1, 0], "has bytes after the end of the key"),
        ["two SPKI"] = ([.. Spki, .. Spki], "has bytes after the end of the key"),
        ["an algorithm alone, the key after its end"] = (
            [.. KeyDer.Sequence(KeyDer.Sequence(KeyDer.Oid("1.2.840.10045.2.1"))), .. KeyDer.BitString(Pkcs1)],
            "has bytes after the end of the key"),
        ["byte after the key in the bit string"] = (KeyDer.Spki([.. Pkcs1, 0]), "has bytes after the end of the key"),
        ["second key in the bit string"] = (KeyDer.Spki([.. Pkcs1, .. Pkcs1]), "has bytes after the end of the key"),
        ["element after the bit string"] =
            (KeyDer.Sequence(Algorithm, KeyDer.BitString(Pkcs1), KeyDer.Null), "has bytes after the end of the key"),
        ["third number in PKCS#1"] =
            (KeyDer.Sequence(KeyDer.Unsigned(Modulus), KeyDer.Unsigned(Exponent), KeyDer.Integer(3)), "has bytes after the end of the key"),
        ["third number in SPKI"] = (
            KeyDer.Spki(KeyDer.Sequence(KeyDer.Unsigned(Modulus), KeyDer.Unsigned(Exponent), KeyDer.Integer(3))),
            "has bytes after the end of the key"),

        ["SPKI without its last byte"] = (Spki[..^1], "is cut off"),
        ["PKCS#1 without its last byte"] = (Pkcs1[..^1], "is cut off"),
        ["half of SPKI"] = (Spki[..150], "is cut off"),
        ["tag and length of SPKI"] = (Spki[..4], "is cut off"),
        ["tag and half the length"] = (Spki[..3], "is cut off"),
        ["PKCS#1 without exponent"] = (KeyDer.Sequence(KeyDer.Unsigned(Modulus)), "is damaged"),
        ["empty sequence"] = (KeyDer.Sequence(), "is damaged"),
        ["inner PKCS#1 cut off"] = (KeyDer.Spki(Pkcs1[..^1]), "is damaged"),

        ["long form of the outer length"] = ([0x30, .. KeyDer.LongLength(Spki.Length - 4), .. Spki[4..]], "is damaged"),
        ["long form of the outer length of PKCS#1"] = ([0x30, .. KeyDer.LongLength(Pkcs1.Length - 4), .. Pkcs1[4..]], "is damaged"),
        ["long form of an inner length"] =
            (KeyDer.Spki(KeyDer.Sequence(KeyDer.Unsigned(Modulus), [0x02, 0x81, 3, .. Exponent])), "is damaged"),
        ["indefinite outer length"] = ([0x30, 0x80, .. Spki[4..], 0, 0], "is damaged"),
        ["indefinite outer length of PKCS#1"] = ([0x30, 0x80, .. Pkcs1[4..], 0, 0], "is damaged"),
        ["indefinite length of the algorithm"] =
            (KeyDer.Spki([0x30, 0x80, .. KeyDer.Oid(KeyDer.RsaOid), .. KeyDer.Null, 0, 0], KeyDer.BitString(Pkcs1)), "is damaged"),
        ["constructed bit string"] = (KeyDer.Sequence(Algorithm, KeyDer.Tlv(0x23, KeyDer.BitString(Pkcs1))), "is damaged"),
        ["bit string with unused bits"] = (KeyDer.Spki(Algorithm, KeyDer.BitString(Pkcs1, unusedBits: 1)), "is damaged"),
        ["bit string with unused zero bits"] =
            (KeyDer.Spki(Algorithm, KeyDer.BitString(KeyDer.Pkcs1(Modulus, [1, 0, 0]), unusedBits: 1)), "is damaged"),
        ["bit string with 8 unused bits"] = (KeyDer.Spki(Algorithm, KeyDer.BitString(Pkcs1, unusedBits: 8)), "is damaged"),
        ["empty bit string"] = (KeyDer.Spki(Algorithm, KeyDer.BitString([])), "is damaged"),
        ["bit string without its first byte"] = (KeyDer.Spki(Algorithm, KeyDer.Tlv(0x03, [])), "is damaged"),

        ["modulus with a zero too many"] = (KeyDer.Sequence(KeyDer.Integer([0, 0, .. Modulus]), KeyDer.Unsigned(Exponent)), "is damaged"),
        ["exponent with a zero too many"] =
            (KeyDer.Spki(KeyDer.Sequence(KeyDer.Unsigned(Modulus), KeyDer.Integer(0, 1, 0, 1))), "is damaged"),
        ["negative modulus"] = (KeyDer.Sequence(KeyDer.Integer(Modulus), KeyDer.Unsigned(Exponent)), "its modulus or exponent is negative"),
        ["negative modulus in SPKI"] =
            (KeyDer.Spki(KeyDer.Sequence(KeyDer.Integer(Modulus), KeyDer.Unsigned(Exponent))), "its modulus or exponent is negative"),
        ["negative exponent"] = (KeyDer.Sequence(KeyDer.Unsigned(Modulus), KeyDer.Integer(0xFF)), "its modulus or exponent is negative"),
        ["negative number with an FF too many"] = (KeyDer.Sequence(KeyDer.Unsigned(Modulus), KeyDer.Integer(0xFF, 0xFF)), "is damaged"),
        ["integer of no bytes"] = (KeyDer.Sequence(KeyDer.Unsigned(Modulus), KeyDer.Integer()), "is damaged"),
        ["octet string for the exponent"] = (KeyDer.Sequence(KeyDer.Unsigned(Modulus), KeyDer.OctetString(Exponent)), "is damaged"),
        ["enumerated for the modulus"] = (KeyDer.Sequence(KeyDer.Tlv(0x0A, [0, .. Modulus]), KeyDer.Unsigned(Exponent)), "is damaged"),

        ["algorithm parameters other than NULL"] =
            (KeyDer.Spki(KeyDer.Sequence(KeyDer.Oid(KeyDer.RsaOid), KeyDer.Integer(0)), KeyDer.BitString(Pkcs1)), "is damaged"),
        ["NULL with content"] = (KeyDer.Spki(KeyDer.Sequence(KeyDer.Oid(KeyDer.RsaOid), [5, 1, 0]), KeyDer.BitString(Pkcs1)), "is damaged"),
        ["NULL with a long length"] =
            (KeyDer.Spki(KeyDer.Sequence(KeyDer.Oid(KeyDer.RsaOid), [5, 0x81, 0]), KeyDer.BitString(Pkcs1)), "is damaged"),
        ["two NULLs"] =
            (KeyDer.Spki(KeyDer.Sequence(KeyDer.Oid(KeyDer.RsaOid), KeyDer.Null, KeyDer.Null), KeyDer.BitString(Pkcs1)), "is damaged"),
        ["algorithm without OID"] = (KeyDer.Spki(KeyDer.Sequence(KeyDer.Null), KeyDer.BitString(Pkcs1)), "is damaged"),
        ["OID with a padded arc"] =
            (KeyDer.Spki(KeyDer.Sequence(KeyDer.Tlv(0x06, [0x2A, 0x80, 0x86, 0x48]), KeyDer.Null), KeyDer.BitString(Pkcs1)), "is damaged"),

        ["set for the outer sequence"] = ([0x31, .. Spki[1..]], "is neither PEM nor base64 of an RSA public key"),
        ["primitive sequence"] = ([0x10, .. Spki[1..]], "is neither PEM nor base64 of an RSA public key"),
        ["bit string alone"] = (KeyDer.BitString(Pkcs1), "is neither PEM nor base64 of an RSA public key"),
        ["zeros"] = (new byte[300], "is neither PEM nor base64 of an RSA public key"),
        ["tag that never ends"] = ([.. Enumerable.Repeat((byte)0xFF, 300)], "is neither PEM nor base64 of an RSA public key"),
        ["OID of 8,000 bytes in one arc"] = (
            KeyDer.Spki(
                KeyDer.Sequence(KeyDer.Tlv(0x06, [.. Enumerable.Repeat((byte)0xFF, 8000), 1]), KeyDer.Null),
                KeyDer.BitString(Pkcs1)),
            ""),
        ["sequences of indefinite length inside sequences"] =
            ([.. Enumerable.Repeat(new byte[] { 0x30, 0x80 }, 6000).SelectMany(bytes => bytes)], "is damaged"),
        ["sequences inside sequences"] = (Nested(2000), "is damaged"),
    };

    public static TheoryData<string> WrongNames => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(WrongNames))]
    public void TryRead_BareDerThatIsNotTheOne_IsRefused(string name)
    {
        var (der, phrase) = Wrong[name];

        KeyTextAssert.Refuses(KeyDer.Bare(der), phrase);
    }

    [Theory]
    [MemberData(nameof(WrongNames))]
    public void TryRead_PemOfDerThatIsNotTheOne_IsRefusedUnderEitherLabel(string name)
    {
        var (der, _) = Wrong[name];

        KeyTextAssert.Refuses(KeyDer.Pem("PUBLIC KEY", der), "");
        KeyTextAssert.Refuses(KeyDer.Pem("RSA PUBLIC KEY", der), "");
    }

    [Fact]
    public void TryRead_EveryTruncation_IsRefused()
    {
        foreach (var der in new[] { Spki, Pkcs1 })
        {
            for (var length = 1; length < der.Length; length++)
            {
                KeyTextAssert.Refuses(KeyDer.Bare(der[..length]), length > 1 ? "is cut off" : "");
            }
        }
    }

    [Fact]
    public void TryRead_TheUnspoiltKey_IsAccepted()
    {
        KeyTextAssert.Accepts(KeyDer.Bare(Spki), TestKeys.A);
        KeyTextAssert.Accepts(KeyDer.Bare(Pkcs1), TestKeys.A);
    }

    private static byte[] Nested(int depth)
    {
        byte[] der = [];
        for (var i = 0; i < depth; i++)
        {
            der = KeyDer.Sequence(der);
        }

        return der;
    }
}
