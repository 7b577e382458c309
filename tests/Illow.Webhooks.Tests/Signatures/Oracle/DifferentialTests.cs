using System.Globalization;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Oracle;

/// <summary>The platform, the managed check and the oracle have to agree on everything. ILLOW_DIFFERENTIAL sets how many triples.</summary>
public sealed class DifferentialTests
{
    private const int DefaultCount = 50_000;
    private const int Seed = 20_260_101;

    [Fact]
    public void Verify_MutatedTriples_AllThreeAgree()
    {
        var count = int.Parse(
            Environment.GetEnvironmentVariable("ILLOW_DIFFERENTIAL") ?? DefaultCount.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        var platform = RsaSignatureCheck.Platform;
        var managed = new ManagedRsaSignatureCheck();
        var triples = new MutatedSignatures(Seed);
        var valid = 0;

        for (var done = 0; done < count; done++)
        {
            var triple = triples.Next();
            var parameters = triple.Key.Parameters;
            var expected = EncodeAndCompare.Verify(
                SigningKey.Number(parameters.Modulus),
                SigningKey.Number(parameters.Exponent),
                triple.Digest,
                triple.Signature,
                triple.Hash.Name) ? IllowVerificationStatus.Valid : IllowVerificationStatus.Invalid;
            valid += expected == IllowVerificationStatus.Valid ? 1 : 0;

            var byPlatform = new SignatureVerifier(platform, triple.Hash).Verify(triple.Key, triple.Digest, triple.Signature);
            var byManaged = new SignatureVerifier(managed, triple.Hash).Verify(triple.Key, triple.Digest, triple.Signature);
            if (byPlatform != expected || byManaged != expected)
            {
                Assert.Fail(
                    $"Triple {done}: oracle {expected}, platform {byPlatform}, managed {byManaged}; {triple.Hash}, " +
                    $"n {Hex(parameters.Modulus)}, e {Hex(parameters.Exponent)}, digest {Hex(triple.Digest)}, " +
                    $"signature {Hex(triple.Signature)}");
            }
        }

        // Both verdicts have to be met often, or the run has shown nothing
        Assert.InRange(valid, count / 10, count / 2);
    }

    private static string Hex(byte[]? bytes) => Convert.ToHexString(bytes!);
}
