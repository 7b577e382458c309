using System.Security.Cryptography;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

public sealed class PlatformSelfTestTests
{
    public static TheoryData<string, string> ChecksAndHashes => new MatrixTheoryData<string, string>(
        ["Platform", "Managed"],
        ["SHA1", "SHA256", "SHA384", "SHA512"]);

    [Theory, MemberData(nameof(ChecksAndHashes))]
    public void Run_WorkingCheck_FindsNothing(string check, string hash) =>
        Assert.Null(PlatformSelfTest.Run(Checks.ByName(check), Checks.Hash(hash)));

    [Fact]
    public void Run_CheckThatAcceptsEverything_IsFound()
    {
        var reason = PlatformSelfTest.Run(new StandInCheck(() => true), SignatureHash.Sha1);

        Assert.Equal("an altered SHA1 signature was accepted", reason);
    }

    [Fact]
    public void Run_CheckThatRefusesEverything_IsFound() =>
        Assert.Equal(
            "a known-good SHA256 signature was refused",
            PlatformSelfTest.Run(new StandInCheck(() => false), SignatureHash.Sha256));

    [Fact]
    public void Run_CheckThatIgnoresTheDigest_IsFound()
    {
        var calls = 0;
        var check = new StandInCheck(() => ++calls != 2);

        Assert.Equal("a SHA1 signature was accepted over another digest", PlatformSelfTest.Run(check, SignatureHash.Sha1));
    }

    // A check that looks at a part only, or whose arithmetic drops a bit, is to be noticed: the altered ones are a bit away, no more
    [Fact]
    public void Run_AlteredSignatureAndDigest_DifferInOneBit()
    {
        var calls = 0;
        var check = new StandInCheck(() => ++calls == 1);

        Assert.Null(PlatformSelfTest.Run(check, SignatureHash.Sha256));

        var (good, signature, digest) = (check.Seen[0], check.Seen[1], check.Seen[2]);
        Assert.Equal(3, check.Calls);
        Assert.Equal((0, 1), (BitsBetween(good.Hash, signature.Hash), BitsBetween(good.Signature, signature.Signature)));
        Assert.Equal((1, 0), (BitsBetween(good.Hash, digest.Hash), BitsBetween(good.Signature, digest.Signature)));
    }

    [Fact]
    public void Run_CheckThatThrows_NamesTheException()
    {
        var check = new StandInCheck(() => throw new CryptographicException("invalid digest"));

        Assert.Equal("CryptographicException: invalid digest", PlatformSelfTest.Run(check, SignatureHash.Sha1));
    }

    [Fact]
    public void Run_CheckThatThrowsForAlteredSignaturesOnly_NamesTheException()
    {
        var calls = 0;
        var check = new StandInCheck(() => ++calls == 1 ? true : throw new ObjectDisposedException("key"));

        Assert.StartsWith("ObjectDisposedException: ", PlatformSelfTest.Run(check, SignatureHash.Sha1), StringComparison.Ordinal);
    }

    private static int BitsBetween(byte[] one, byte[] other) =>
        one.Zip(other, (a, b) => System.Numerics.BitOperations.PopCount((uint)(a ^ b))).Sum();
}
