using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>Texts that a setting may hold in place of a public key, or a public key in another dress.</summary>
internal static class KeyForms
{
    private static readonly string Pem = TestKeys.A.ExportSubjectPublicKeyInfoPem();

    /// <summary>What must not start an application.</summary>
    internal static IReadOnlyDictionary<string, Func<string>> Refused { get; } =
        new Dictionary<string, Func<string>>
        {
            ["empty"] = () => "",
            ["blank"] = () => " \t ",
            ["unresolved variable"] = () => "${ILLOW_PUBLIC_KEY}",
            ["unresolved template"] = () => "{{ .Values.secret }}",
            ["pkcs8 private key"] = TestKeys.A.ExportPkcs8PrivateKeyPem,
            ["pkcs1 private key"] = TestKeys.A.ExportRSAPrivateKeyPem,
            ["bare private key"] = () => Convert.ToBase64String(TestKeys.A.ExportPkcs8PrivateKey()),
            ["private key in public armour"] = () => PemEncoding.WriteString("PUBLIC KEY", TestKeys.A.ExportPkcs8PrivateKey()),
            ["encrypted key"] = () =>
                TestKeys.A.ExportEncryptedPkcs8PrivateKeyPem(
                    "secret",
                    new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)),
            ["certificate request"] = () => Request().CreateSigningRequestPem(),
            ["certificate"] = () => Certificate().ExportCertificatePem(),
            ["elliptic curve key"] = () => ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportSubjectPublicKeyInfoPem(),
            ["pss key"] = () => PemEncoding.WriteString("PUBLIC KEY", Spki("1.2.840.113549.1.1.10", TestKeys.A.ExportRSAPublicKey())),
            ["two keys"] = () => Pem + "\n" + TestKeys.B.ExportSubjectPublicKeyInfoPem(),
            ["public and private key"] = () => Pem + "\n" + TestKeys.A.ExportPkcs8PrivateKeyPem(),
            ["truncated"] = () => Pem[..(Pem.Length / 2)],
            ["truncated inside"] = () => PemEncoding.WriteString("PUBLIC KEY", TestKeys.A.ExportSubjectPublicKeyInfo().AsSpan(..^10)),
            ["bytes after"] = () => PemEncoding.WriteString("PUBLIC KEY", [.. TestKeys.A.ExportSubjectPublicKeyInfo(), 0]),
            ["quotes around"] = () => "\"" + Pem + "\"",
            ["single quotes around"] = () => "'" + Pem + "'",
            ["text around"] = () => "key: " + Pem,
            ["file name"] = () => "keys/illow.pem",
            ["hexadecimal"] = () => Convert.ToHexString(TestKeys.A.ExportSubjectPublicKeyInfo()),
            ["512 bits"] = () => OfSize(512),
            ["768 bits"] = () => OfSize(768),
            ["1024 bits"] = () => OfSize(1024),
            ["8200 bits"] = () => Numbers((BigInteger.One << 8199) + 1, 65537),
            ["exponent 1"] = () => Numbers(Modulus, 1),
            ["exponent 2"] = () => Numbers(Modulus, 2),
            ["exponent of 33 bits"] = () => Numbers(Modulus, (BigInteger.One << 32) + 1),
            ["exponent of 64 bits"] = () => Numbers(Modulus, ulong.MaxValue),
            ["even exponent"] = () => Numbers(Modulus, 65536),
            ["even modulus"] = () => Numbers(Modulus - 1, 65537),
        };

    /// <summary>Key A as people paste it.</summary>
    internal static IReadOnlyDictionary<string, string> Accepted { get; } = new Dictionary<string, string>
    {
        ["spki"] = Pem,
        ["pkcs1"] = TestKeys.A.ExportRSAPublicKeyPem(),
        ["crlf"] = Pem.ReplaceLineEndings("\r\n"),
        ["one line"] = Pem.ReplaceLineEndings(""),
        ["one line with blanks"] = Pem.ReplaceLineEndings(" "),
        ["literal \\n"] = Pem.ReplaceLineEndings("\\n"),
        ["bare spki"] = Convert.ToBase64String(TestKeys.A.ExportSubjectPublicKeyInfo()),
        ["bare pkcs1"] = Convert.ToBase64String(TestKeys.A.ExportRSAPublicKey()),
        ["byte order mark"] = "\ufeff" + Pem,
        ["indented"] = "  " + Pem.ReplaceLineEndings("\n    ") + "\n",
        ["line break at the end"] = Pem + "\n\n",
    };

    private static BigInteger Modulus => new(TestKeys.A.ExportParameters(false).Modulus, isUnsigned: true, isBigEndian: true);

    internal static string OfSize(int bits)
    {
        using var key = RSA.Create(bits);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static string Numbers(BigInteger modulus, BigInteger exponent)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(modulus);
            writer.WriteInteger(exponent);
        }

        return PemEncoding.WriteString("PUBLIC KEY", Spki("1.2.840.113549.1.1.1", writer.Encode()));
    }

    private static byte[] Spki(string algorithm, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                writer.WriteNull();
            }

            writer.WriteBitString(key);
        }

        return writer.Encode();
    }

    private static CertificateRequest Request() => new("CN=illow", TestKeys.A, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static X509Certificate2 Certificate() =>
        Request().CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
}
