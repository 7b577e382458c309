using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

/// <summary>
/// What the platform does with signatures that the verifier never shows it, and with those that it does. Were it to throw for
/// one of these, a forger could turn 401 into 503 at will.
/// </summary>
public sealed class PlatformBehaviourTests
{
    private static readonly byte[] Body = "body"u8.ToArray();

    public static TheoryData<string> Names => [.. MalformedSignatures.RightLength, .. MalformedSignatures.WrongLength];

    [Theory, MemberData(nameof(Names))]
    public void VerifyHash_MalformedSignature_AnswersFalseAndDoesNotThrow(string name)
    {
        foreach (var key in new[] { SigningKey.A, SigningKey.Small })
        {
            foreach (var hash in SignatureHash.All)
            {
                var body = Body;
                if (name == "s+n")
                {
                    MalformedSignatures.SignatureBelow(key, ref body, hash);
                }

                var signature = MalformedSignatures.Make(name, key, body, hash);
                Assert.False(RsaSignatureCheck.Platform.VerifyHash(key.Public, Checks.Digest(hash, body), signature, hash));
            }
        }
    }

    [Fact]
    public void VerifyHash_RandomSignatures_AnswersFalseAndDoesNotThrow()
    {
        var random = new Random(2);
        var signature = new byte[SigningKey.Small.Length];
        var digest = Checks.Digest(SignatureHash.Sha1, Body);
        for (var count = 0; count < 2_000; count++)
        {
            random.NextBytes(signature);
            Assert.False(RsaSignatureCheck.Platform.VerifyHash(SigningKey.Small.Public, digest, signature, SignatureHash.Sha1));
        }
    }

    [Fact]
    public void VerifyHash_AfterManyRefusals_StillAcceptsTheRightOne()
    {
        var digest = Checks.Digest(SignatureHash.Sha1, Body);
        for (var count = 0; count < 100; count++)
        {
            RsaSignatureCheck.Platform.VerifyHash(SigningKey.A.Public, digest, new byte[SigningKey.A.Length], SignatureHash.Sha1);
        }

        Assert.True(
            RsaSignatureCheck.Platform.VerifyHash(
                SigningKey.A.Public, digest, SigningKey.A.Sign(Body, SignatureHash.Sha1), SignatureHash.Sha1));
    }
}
