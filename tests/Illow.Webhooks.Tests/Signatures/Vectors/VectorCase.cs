using System.Numerics;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Vectors;

/// <summary>One case of a published set of test vectors.</summary>
internal sealed record VectorCase(string Name, byte[] Modulus, byte[] Exponent, string Hash, byte[] Message, byte[] Signature, bool IsValid)
{
    /// <summary>Runs all cases of supported hashes, compares each verdict and returns how many ran.</summary>
    internal static int RunAll(string check, IEnumerable<VectorCase> cases)
    {
        var ran = 0;
        var keys = new Dictionary<(BigInteger, BigInteger), IllowPublicKey>();
        var failures = new List<string>();
        foreach (var vector in cases)
        {
            if (!SignatureHash.TryParse(vector.Hash, out var hash))
            {
                continue;
            }

            ran++;
            var modulus = SigningKey.Number(vector.Modulus);
            var exponent = SigningKey.Number(vector.Exponent);
            if (!keys.TryGetValue((modulus, exponent), out var key))
            {
                key = IllowPublicKey.Create(Minimal(modulus), Minimal(exponent));
                keys.Add((modulus, exponent), key);
            }

            var verdict = Checks.Verify(Checks.ByName(check), hash, key, vector.Message, vector.Signature);
            if (verdict != (vector.IsValid ? IllowVerificationStatus.Valid : IllowVerificationStatus.Invalid))
            {
                failures.Add($"{vector.Name}: {verdict}");
            }
        }

        Assert.Empty(failures);
        return ran;
    }

    private static byte[] Minimal(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true);
}
