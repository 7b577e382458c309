namespace Illow.Webhooks.Tests.Signatures.Vectors;

/// <summary>
/// Project Wycheproof, RSASSA-PKCS1-v1_5. Its "acceptable" cases are decided here by their flags:
/// MissingNull (DigestInfo without the NULL that RFC 8017 prescribes) is refused, as OpenSSL refuses it;
/// SmallModulus, SmallPublicKey and WeakHash are right signatures, and whether such a key or hash will do is decided where keys
/// and settings are read, not by the verifier.
/// </summary>
public sealed class WycheproofTests
{
    [Theory]
    [InlineData("Platform", "rsa_signature_test.json", 377)]
    [InlineData("Managed", "rsa_signature_test.json", 377)]
    [InlineData("Platform", "rsa_signature_2048_sha256_test.json", 240)]
    [InlineData("Managed", "rsa_signature_2048_sha256_test.json", 240)]
    [InlineData("Platform", "rsa_signature_2048_sha512_test.json", 240)]
    [InlineData("Managed", "rsa_signature_2048_sha512_test.json", 240)]
    [InlineData("Platform", "rsa_signature_3072_sha256_test.json", 239)]
    [InlineData("Managed", "rsa_signature_3072_sha256_test.json", 239)]
    [InlineData("Platform", "rsa_sig_gen_misc_test.json", 134)]
    [InlineData("Managed", "rsa_sig_gen_misc_test.json", 134)]
    public void Verify_EveryCaseOfASupportedHash_MatchesTheResult(string check, string file, int count)
    {
        var path = Path.Combine(Require.Vectors("wycheproof"), file);

        Assert.Equal(count, VectorCase.RunAll(check, WycheproofFile.Read(path)));
    }
}
