namespace Illow.Webhooks.Tests.Signatures.Vectors;

/// <summary>
/// NIST's Cryptographic Algorithm Validation Program, RSA PKCS#1 v1.5. SHA-224 is left out: the settings do not offer it.
/// </summary>
public sealed class CavpTests
{
    [Theory]
    [InlineData("Platform", "SigVer15_186-3.rsp", 360)]
    [InlineData("Managed", "SigVer15_186-3.rsp", 360)]
    [InlineData("Platform", "SigGen15_186-3.rsp", 200)]
    [InlineData("Managed", "SigGen15_186-3.rsp", 200)]
    [InlineData("Platform", "SigGen15_186-2.rsp", 200)]
    [InlineData("Managed", "SigGen15_186-2.rsp", 200)]
    public void Verify_EveryCaseOfASupportedHash_MatchesTheResult(string check, string file, int count) =>
        Assert.Equal(count, VectorCase.RunAll(check, CavpFile.Read(Path.Combine(Require.Vectors("nist_cavp"), file))));
}
