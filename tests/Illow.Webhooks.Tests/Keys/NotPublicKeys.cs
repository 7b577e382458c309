using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Illow.Webhooks.Tests.Keys;

/// <summary>Things that people paste in the place of an RSA public key, and what they must be told.</summary>
internal static class NotPublicKeys
{
    private const string Private = "is a private key: ";
    private const string Encrypted = "is an encrypted private key: ";

    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly PbeParameters Pbe = new(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1);
    private static readonly CertificateRequest Request =
        new("CN=illow.test", TestKeys.A, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    private static readonly X509Certificate2 SelfSigned =
        Request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
    private static readonly byte[] Key = KeyDer.Pkcs1(TestKeys.A);

    private static readonly byte[] EncryptedDer = TestKeys.A.ExportEncryptedPkcs8PrivateKey("secret", Pbe);
    private static readonly byte[] RequestDer = Request.CreateSigningRequest();
    private static readonly byte[] BagDer = new X509Certificate2Collection(SelfSigned).Export(X509ContentType.Pkcs7)!;
    private static readonly byte[] Ed25519Der = Edwards("1.3.101.112");
    private static readonly byte[] DsaDer = KeyDer.Spki(KeyDer.Integer(5), "1.2.840.10040.4.1");
    private static readonly byte[] RsaAlgorithm = KeyDer.Sequence(KeyDer.Oid(KeyDer.RsaOid), KeyDer.Null);

    // Serial number, algorithm, issuer, validity, subject, key: version 1 has no more
    private static readonly byte[] OldCertificateDer = KeyDer.Sequence(
        KeyDer.Sequence(KeyDer.Integer(7), RsaAlgorithm, KeyDer.Sequence(), KeyDer.Sequence(), KeyDer.Sequence(), KeyDer.Spki(Key)),
        RsaAlgorithm,
        KeyDer.BitString(new byte[256]));

    private static readonly byte[] SshBlob =
        [.. SshField("ssh-rsa"u8), .. SshField([1, 0, 1]), .. SshField(TestKeys.A.ExportParameters(false).Modulus!)];

    internal static readonly IReadOnlyDictionary<string, (string Text, string Phrase)> All = new Dictionary<string, (string, string)>
    {
        ["PKCS#8 PEM"] = (TestKeys.A.ExportPkcs8PrivateKeyPem(), Private),
        ["PKCS#1 private PEM"] = (TestKeys.A.ExportRSAPrivateKeyPem(), Private),
        ["PKCS#8 bare"] = (KeyDer.Bare(TestKeys.A.ExportPkcs8PrivateKey()), Private),
        ["PKCS#1 private bare"] = (KeyDer.Bare(TestKeys.A.ExportRSAPrivateKey()), Private),
        ["PKCS#8 labelled PUBLIC KEY"] = (KeyDer.Pem("PUBLIC KEY", TestKeys.A.ExportPkcs8PrivateKey()), Private),
        ["PKCS#1 private labelled RSA PUBLIC KEY"] = (KeyDer.Pem("RSA PUBLIC KEY", TestKeys.A.ExportRSAPrivateKey()), Private),
        ["PKCS#8 bare, cut off"] = (KeyDer.Bare(TestKeys.A.ExportPkcs8PrivateKey()[..300]), Private),
        ["PKCS#1 private bare, cut off"] = (KeyDer.Bare(TestKeys.A.ExportRSAPrivateKey()[..300]), Private),
        ["PKCS#8 bare, byte after"] = (KeyDer.Bare([.. TestKeys.A.ExportPkcs8PrivateKey(), 0]), Private),
        ["PKCS#8 in one line"] = (TestKeys.A.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal), Private),
        ["PKCS#8 in quotes"] = ('"' + TestKeys.A.ExportPkcs8PrivateKeyPem() + '"', Private),
        ["PKCS#8 without END line"] = (string.Join('\n', TestKeys.A.ExportPkcs8PrivateKeyPem().Split('\n')[..^1]), Private),
        ["public and private key"] = (TestKeys.A.ExportSubjectPublicKeyInfoPem() + "\n" + TestKeys.A.ExportPkcs8PrivateKeyPem(), Private),
        ["PKCS#8 whose base64 happens to say PGP"] = ("-----BEGIN PRIVATE KEY-----\nMIIPgpAA\n-----END PRIVATE KEY-----", Private),
        ["encrypted PEM"] = (KeyDer.Pem("ENCRYPTED PRIVATE KEY", EncryptedDer), Encrypted),
        ["encrypted bare"] = (KeyDer.Bare(EncryptedDer), Encrypted),
        ["encrypted labelled PUBLIC KEY"] = (KeyDer.Pem("PUBLIC KEY", EncryptedDer), Encrypted),
        ["encrypted traditional PEM"] = (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----",
            Encrypted),
        ["EC private PEM"] = (Curve.ExportECPrivateKeyPem(), Private),
        ["EC private bare"] = (KeyDer.Bare(Curve.ExportECPrivateKey()), Private),
        ["EC PKCS#8 bare"] = (KeyDer.Bare(Curve.ExportPkcs8PrivateKey()), Private),
        ["OpenSSH private PEM"] = (KeyDer.Pem("OPENSSH PRIVATE KEY", "openssh-key-v1\0"u8.ToArray()), Private),
        ["OpenSSH private bare"] = (KeyDer.Bare("openssh-key-v1\0none"u8.ToArray()), Private),
        ["private JWK"] = ("""{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"}""", Private),
        ["private XML"] = (TestKeys.A.ToXmlString(includePrivateParameters: true), Private),
        ["PKCS#8 of version 1"] = (KeyDer.Bare(KeyDer.Sequence(KeyDer.Integer(1), RsaAlgorithm, KeyDer.OctetString(1, 2, 3))), Private),
        ["PKCS#1 private of three primes"] =
            (KeyDer.Bare(KeyDer.Sequence(KeyDer.Integer(1), KeyDer.Integer(33), KeyDer.Integer(3), KeyDer.Integer(7))), Private),
        ["PKCS#12 bare"] = (KeyDer.Bare(SelfSigned.Export(X509ContentType.Pfx)), "is a PKCS#12 store"),

        ["certificate PEM"] = (SelfSigned.ExportCertificatePem(), "is a certificate: "),
        ["certificate bare"] = (KeyDer.Bare(SelfSigned.RawData), "is a certificate: "),
        ["certificate labelled PUBLIC KEY"] = (KeyDer.Pem("PUBLIC KEY", SelfSigned.RawData), "is a certificate: "),
        ["certificate chain"] = (SelfSigned.ExportCertificatePem() + "\n" + SelfSigned.ExportCertificatePem(), "is a certificate: "),
        ["certificate of version 1"] = (KeyDer.Bare(OldCertificateDer), "is a certificate: "),
        ["trusted certificate"] = (KeyDer.Pem("TRUSTED CERTIFICATE", SelfSigned.RawData), "is a certificate: "),
        ["certificate request PEM"] = (Request.CreateSigningRequestPem(), "is a certificate request: "),
        ["new certificate request PEM"] = (KeyDer.Pem("NEW CERTIFICATE REQUEST", RequestDer), "is a certificate request: "),
        ["certificate request bare"] = (KeyDer.Bare(RequestDer), "is a certificate request: "),
        ["PKCS#7 PEM"] = (KeyDer.Pem("PKCS7", BagDer), "is a PKCS#7 bag"),
        ["PKCS#7 as OpenSSL names it"] = (KeyDer.Pem("PKCS #7 SIGNED DATA", BagDer), "is a PKCS#7 bag"),
        ["CMS"] = (KeyDer.Pem("CMS", BagDer), "is a PKCS#7 bag"),
        ["PKCS#7 bare"] = (KeyDer.Bare(BagDer), "is a PKCS#7 bag"),

        ["EC PEM"] = (Curve.ExportSubjectPublicKeyInfoPem(), "is an elliptic-curve key"),
        ["EC bare"] = (KeyDer.Bare(Curve.ExportSubjectPublicKeyInfo()), "is an elliptic-curve key"),
        ["EC labelled RSA PUBLIC KEY"] = (KeyDer.Pem("RSA PUBLIC KEY", Curve.ExportSubjectPublicKeyInfo()), "is an elliptic-curve key"),
        ["EC parameters"] = (KeyDer.Pem("EC PARAMETERS", KeyDer.Oid("1.2.840.10045.3.1.7")), "is an elliptic-curve key"),
        ["EC label"] = (KeyDer.Pem("EC PUBLIC KEY", Key), "is an elliptic-curve key"),
        ["Ed25519 PEM"] = (KeyDer.Pem("PUBLIC KEY", Ed25519Der), "is an Ed25519, Ed448"),
        ["Ed25519 bare"] = (KeyDer.Bare(Ed25519Der), "is an Ed25519, Ed448"),
        ["X25519"] = (KeyDer.Bare(Edwards("1.3.101.110")), "is an Ed25519, Ed448"),
        ["X448"] = (KeyDer.Bare(Edwards("1.3.101.111")), "is an Ed25519, Ed448"),
        ["Ed448"] = (KeyDer.Bare(Edwards("1.3.101.113")), "is an Ed25519, Ed448"),
        ["DSA PEM"] = (KeyDer.Pem("PUBLIC KEY", DsaDer), "is a DSA key"),
        ["DSA parameters"] = (KeyDer.Pem("DSA PARAMETERS", DsaDer), "is a DSA key"),
        ["DSA label"] = (KeyDer.Pem("DSA PUBLIC KEY", Key), "is a DSA key"),
        ["RSASSA-PSS"] = (KeyDer.Pem("PUBLIC KEY", KeyDer.Spki(Key, "1.2.840.113549.1.1.10")), "is an RSA key marked for RSASSA-PSS only"),
        ["RSASSA-PSS without parameters"] = (
            KeyDer.Bare(KeyDer.Spki(KeyDer.Sequence(KeyDer.Oid("1.2.840.113549.1.1.10")), KeyDer.BitString(Key))),
            "is an RSA key marked for RSASSA-PSS only"),
        ["RSAES-OAEP"] = (KeyDer.Bare(KeyDer.Spki(Key, "1.2.840.113549.1.1.7")), "is an RSA key marked for encryption"),
        ["signature OID"] = (KeyDer.Bare(KeyDer.Spki(Key, "1.2.840.113549.1.1.11")), "is a key of an algorithm other than RSA"),
        ["post-quantum key"] =
            (KeyDer.Bare(KeyDer.Spki(new byte[1312], "2.16.840.1.101.3.4.3.17")), "is a key of an algorithm other than RSA"),

        ["OpenSSH line"] = ("ssh-rsa " + KeyDer.Bare(SshBlob) + " someone@host", "is a key in the format of SSH"),
        ["OpenSSH blob"] = (KeyDer.Bare(SshBlob), "is a key in the format of SSH"),
        ["OpenSSH Ed25519 line"] =
            ("ssh-ed25519 " + KeyDer.Bare([.. SshField("ssh-ed25519"u8), .. SshField(new byte[32])]), "is a key in the format of SSH"),
        ["OpenSSH ECDSA blob"] =
            (KeyDer.Bare([.. SshField("ecdsa-sha2-nistp256"u8), .. SshField(new byte[64])]), "is a key in the format of SSH"),
        ["OpenSSH DSA line"] = ("ssh-dss AAAA someone@host", "is a key in the format of SSH"),
        ["OpenSSH ECDSA line"] = ("ecdsa-sha2-nistp256 AAAA someone@host", "is a key in the format of SSH"),
        ["PuTTY"] = ("PuTTY-User-Key-File-3: ssh-rsa", "is a key in the format of SSH"),
        ["RFC 4716"] = (
            "---- BEGIN SSH2 PUBLIC KEY ----\n" + KeyDer.Bare(SshBlob) + "\n---- END SSH2 PUBLIC KEY ----",
            "is a key in the format of SSH"),
        ["PGP public"] = ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----", "is a PGP key"),
        ["PGP private"] = ("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----", "is a PGP key"),
        ["JWK"] = ("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""", "is JSON"),
        ["JWK set"] = ("""{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}""", "is JSON"),
        ["JSON array"] = ("[1]", "is JSON"),
        ["XML"] = (TestKeys.A.ToXmlString(includePrivateParameters: false), "is an XML key"),
        ["PEM in base64"] =
            (KeyDer.Bare(Encoding.ASCII.GetBytes(TestKeys.A.ExportSubjectPublicKeyInfoPem())), "encoded in base64 once more"),
        ["hex"] = (Convert.ToHexString(TestKeys.A.ExportSubjectPublicKeyInfo()), "is hexadecimal"),
        ["hex with 0x"] = ("0x" + Convert.ToHexStringLower(Key), "is hexadecimal"),
        ["hex with colons"] = (BitConverter.ToString(Key).Replace('-', ':'), "is hexadecimal"),
        ["unknown block"] = (KeyDer.Pem("SOMETHING", Key), "is a PEM block of another kind"),
        ["DH parameters"] = (KeyDer.Pem("DH PARAMETERS", Key), "is a PEM block of another kind"),
        ["lower-case label"] = ("-----BEGIN public key-----\nAAAA\n-----END public key-----", "is a PEM block of another kind"),

        ["file name"] = ("keys/eu.pem", "is the name of a file"),
        ["file name in upper case"] = ("EU.PUB", "is the name of a file"),
        ["secret's path"] = ("/run/secrets/illow", "is the name of a file"),
        ["longest path"] = ("/" + new string('x', 259), "is the name of a file"),
        ["Windows path"] = (@"C:\keys\illow", "is the name of a file"),
        ["address"] = ("https://vault.example/keys/1", "is an address"),
    };

    internal static TheoryData<string> Names => [.. All.Keys];

    private static byte[] Edwards(string oid) => KeyDer.Spki(KeyDer.Sequence(KeyDer.Oid(oid)), KeyDer.BitString(new byte[32]));

    private static byte[] SshField(ReadOnlySpan<byte> content)
    {
        var field = new byte[4 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(field, content.Length);
        content.CopyTo(field.AsSpan(4));
        return field;
    }
}
