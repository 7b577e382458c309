using System.Formats.Asn1;
using System.Security.Cryptography;
using Illow.Webhooks.Signatures;
using Illow.Webhooks.Signatures.Diagnosis;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

public sealed class KnownHashTests
{
    // RFC 8017, appendix B.1; SHA-3: NIST's Computer Security Objects Register. Named even where the platform does not compute it
    [Theory]
    [InlineData("SHA1", "1.3.14.3.2.26", 20)]
    [InlineData("SHA256", "2.16.840.1.101.3.4.2.1", 32)]
    [InlineData("SHA384", "2.16.840.1.101.3.4.2.2", 48)]
    [InlineData("SHA512", "2.16.840.1.101.3.4.2.3", 64)]
    [InlineData("MD5", "1.2.840.113549.2.5", 16)]
    [InlineData("SHA3-256", "2.16.840.1.101.3.4.2.8", 32)]
    [InlineData("SHA3-384", "2.16.840.1.101.3.4.2.9", 48)]
    [InlineData("SHA3-512", "2.16.840.1.101.3.4.2.10", 64)]
    public void Explain_DigestInfoOfEachHash_NamesIt(string name, string oid, int length)
    {
        var signature = SigningKey.A.SignPayload(DigestInfo(oid, new byte[length]));

        var finding = Diagnose.Of(Convert.ToBase64String(signature), Diagnose.Body);

        Assert.Contains($"the signature was made with {name}", finding.Explanation, StringComparison.OrdinalIgnoreCase);
    }

    // Else a signature of the configured hash would be explained by the hash
    [Fact]
    public void All_EveryHashThatCanBeConfigured_IsAmongThem() => Assert.All(
        SignatureHash.All,
        hash => Assert.Contains(KnownHash.All, known => known.Algorithm == hash.Name && known.Length == hash.Length));

    [Fact]
    public void Compute_EachHashOfThePlatform_GivesItsLength() =>
        Assert.All(KnownHash.All, hash => Assert.Equal(hash.Length, hash.Compute([])?.Length ?? hash.Length));

    [Fact]
    public void Compute_HashThatThePlatformDoesNotGive_IsNull()
    {
        var hash = new KnownHash("SHA0", "1.3.14.3.2.18", new HashAlgorithmName("SHA0"), 20);

        Assert.Null(hash.Compute([]));
        Assert.False(hash.Matches([], []));
    }

    private static byte[] DigestInfo(string oid, byte[] digest)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.PushSequence();
        writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        writer.WriteNull();
        writer.PopSequence();
        writer.WriteOctetString(digest);
        writer.PopSequence();
        return writer.Encode();
    }
}
