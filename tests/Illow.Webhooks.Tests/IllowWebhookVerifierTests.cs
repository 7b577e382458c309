using System.Security.Cryptography;
using System.Text;
using Illow.Webhooks.Tests.Messages;
using Illow.Webhooks.Tests.Signatures;

namespace Illow.Webhooks.Tests;

public sealed class IllowWebhookVerifierTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(Bodies.With("""{"id":"x"}"""));

    public static TheoryData<string> Hashes => ["SHA1", "SHA256", "SHA384", "SHA512"];

    [Fact]
    public void Verify_SignatureOfAKey_IsValidAndNamesTheKey()
    {
        var verifier = new IllowWebhookVerifier(SigningKey.A.Public, SigningKey.B.Public);

        var result = verifier.Verify(Body, Sign(SigningKey.B));

        Assert.True(result.IsValid);
        Assert.Equal(IllowVerificationStatus.Valid, result.Status);
        Assert.Same(SigningKey.B.Public, result.Key);
    }

    [Fact]
    public void Verify_KeysOfSeveralSizes_TriesThoseThatFit()
    {
        var verifier = new IllowWebhookVerifier(SigningKey.Small.Public, SigningKey.A.Public);

        Assert.Same(SigningKey.A.Public, verifier.Verify(Body, Sign(SigningKey.A)).Key);
        Assert.Same(SigningKey.Small.Public, verifier.Verify(Body, Sign(SigningKey.Small)).Key);
    }

    [Fact]
    public void Verify_AnotherKeyOrBody_IsInvalid()
    {
        var verifier = new IllowWebhookVerifier(SigningKey.A.Public);

        AssertInvalid(verifier.Verify(Body, Sign(SigningKey.B)));
        AssertInvalid(verifier.Verify([.. Body, (byte)'\n'], Sign(SigningKey.A)));
        AssertInvalid(verifier.Verify([], Sign(SigningKey.A)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("====")]
    [InlineData("AAAA")]
    public void Verify_TextThatIsNoSignature_IsInvalid(string? signature)
    {
        var verifier = new IllowWebhookVerifier(SigningKey.A.Public);

        AssertInvalid(verifier.Verify(Body, signature));
        Assert.False(verifier.IsWellFormed(signature));
    }

    [Fact]
    public void Verify_RightSignatureInAnotherSpelling_IsInvalid()
    {
        var verifier = new IllowWebhookVerifier(SigningKey.A.Public);
        var good = Sign(SigningKey.A);

        string[] texts =
            [" " + good, good + " ", good.TrimEnd('='), good + "\n", good + "," + good, good.Insert(4, " "), good + "="];
        foreach (var text in texts)
        {
            AssertInvalid(verifier.Verify(Body, text));
            Assert.False(verifier.IsWellFormed(text), text);
        }
    }

    [Theory]
    [MemberData(nameof(Hashes))]
    public void Verify_HashOfTheOptions_IsTheOnlyOneThatCounts(string hash)
    {
        var name = new HashAlgorithmName(hash);
        foreach (var managed in new[] { false, true })
        {
            var verifier = new IllowWebhookVerifier([SigningKey.A.Public], new() { HashAlgorithm = name, ManagedVerification = managed });

            Assert.True(verifier.Verify(Body, Sign(SigningKey.A, name)).IsValid);
            Assert.All(
                Hashes.Where(other => other != hash),
                other => AssertInvalid(verifier.Verify(Body, Sign(SigningKey.A, new HashAlgorithmName(other)))));
        }
    }

    [Fact]
    public void VerifyHash_HashOfTheBody_IsWhatVerifyAnswers()
    {
        var verifier = new IllowWebhookVerifier(SigningKey.A.Public, SigningKey.B.Public);
        Span<byte> hash = stackalloc byte[IllowWebhookVerifier.MaxHashSizeInBytes];

        Assert.True(verifier.TryHash(Body, hash, out var length));
        Assert.Equal(SHA1.HashSizeInBytes, length);
        Assert.Same(SigningKey.B.Public, verifier.VerifyHash(hash[..length], Sign(SigningKey.B)).Key);
        AssertInvalid(verifier.VerifyHash(hash[..length], Sign(SigningKey.Small)));
        hash[0] ^= 1;
        AssertInvalid(verifier.VerifyHash(hash[..length], Sign(SigningKey.B)));
    }

    [Fact]
    public void VerifyHash_HashOfAnotherLength_Throws()
    {
        var verifier = new IllowWebhookVerifier(SigningKey.A.Public);

        Assert.Throws<ArgumentException>(() => verifier.VerifyHash(new byte[32], Sign(SigningKey.A)));
    }

    [Fact]
    public void Verify_HostThatRefuses_IsUnavailableUnlessAnotherKeyMadeIt()
    {
        var refusing = new IllowWebhookVerifier(
            [SigningKey.A.Public, SigningKey.B.Public],
            new(),
            new StandInCheck(() => throw new CryptographicException()));

        var result = refusing.Verify(Body, Sign(SigningKey.A));

        Assert.Equal((IllowVerificationStatus.Unavailable, null, false), (result.Status, result.Key, result.IsValid));
        Assert.Equal(
            IllowVerificationStatus.Unavailable,
            Assert.Throws<IllowVerificationException>(() => refusing.ReadMessage(Body, Sign(SigningKey.A))).Status);

        var calls = 0;
        var half = new IllowWebhookVerifier(
            [SigningKey.B.Public, SigningKey.B.Public],
            new(),
            new StandInCheck(() => calls++ == 0 ? throw new CryptographicException() : true));
        Assert.Same(SigningKey.B.Public, half.Verify(Body, Sign(SigningKey.B)).Key);
    }

    [Fact]
    public void ReadMessage_SignedMessage_IsReadWithTheOptions()
    {
        var body = Encoding.UTF8.GetBytes(Bodies.With("""{"id":"x"}""", ",\"kind\":\"dsr.created\""));
        var verifier = new IllowWebhookVerifier([SigningKey.A.Public], new() { EventProperty = "kind" });

        var message = verifier.ReadMessage(body, Sign(SigningKey.A, body));

        Assert.Equal((Bodies.CompanyId, Bodies.SiteId, Bodies.IdempotencyKey), (message.CompanyId, message.SiteId, message.IdempotencyKey));
        Assert.Equal("dsr.created", message.EventInBody);
        Assert.Equal("x", message.GetMetadata<DsrCreated>().Id);
        Assert.True(message.RawBody.Span.SequenceEqual(body));
    }

    [Fact]
    public void ReadMessage_ForgedMessage_ThrowsAndSaysNothingOfIt()
    {
        var exception = Assert.Throws<IllowVerificationException>(
            () => new IllowWebhookVerifier(SigningKey.A.Public).ReadMessage(Body, Sign(SigningKey.B)));

        Assert.Equal(IllowVerificationStatus.Invalid, exception.Status);
        Assert.Equal("The signature is missing or not valid.", exception.Message);
    }

    [Fact]
    public void ReadMessage_SignedBodyThatIsNoMessage_ThrowsAndSaysWhatIsWrong()
    {
        var body = """{"companyId":"leaked"}"""u8.ToArray();
        var verifier = new IllowWebhookVerifier(SigningKey.A.Public);

        var exception = Assert.Throws<IllowMessageException>(() => verifier.ReadMessage(body, Sign(SigningKey.A, body)));

        Assert.Equal("The member siteId is missing.", exception.Message);
        Assert.Equal(("MissingMember", "siteId"), (exception.Error?.Cause, exception.Error?.Member));
        Assert.Throws<IllowVerificationException>(() => verifier.ReadMessage(body, Sign(SigningKey.B, body)));
    }

    [Fact]
    public void TestHost_ThisHost_Verifies()
    {
        Assert.Null(IllowWebhookVerifier.TestHost(new()));
        Assert.Null(IllowWebhookVerifier.TestHost(new() { ManagedVerification = true, HashAlgorithm = HashAlgorithmName.SHA512 }));
        Assert.Contains("refused", IllowWebhookVerifier.TestHost(new(), new StandInCheck(() => false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WithoutWhatItNeeds_Throws()
    {
        Assert.Throws<ArgumentException>(() => new IllowWebhookVerifier());
        Assert.Throws<ArgumentNullException>(() => new IllowWebhookVerifier((IReadOnlyList<IllowPublicKey>)null!));
        Assert.Throws<ArgumentNullException>(() => new IllowWebhookVerifier(SigningKey.A.Public, null!));
        Assert.Throws<ArgumentException>(
            () => new IllowWebhookVerifier([SigningKey.A.Public], new() { HashAlgorithm = HashAlgorithmName.MD5 }));
        Assert.Throws<ArgumentException>(() => new IllowWebhookVerifier([SigningKey.A.Public], new() { HashAlgorithm = default }));
    }

    [Fact]
    public async Task Verify_ManyThreads_AnswerAsOne()
    {
        var verifier = new IllowWebhookVerifier(SigningKey.A.Public, SigningKey.B.Public);
        var (good, bad) = (Sign(SigningKey.B), Sign(SigningKey.Small));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 50).All(
                _ => verifier.Verify(Body, good).Key == SigningKey.B.Public && !verifier.Verify(Body, bad).IsValid))));

        Assert.All(answers, Assert.True);
    }

    private static void AssertInvalid(IllowVerification result) =>
        Assert.Equal((IllowVerificationStatus.Invalid, null), (result.Status, result.Key));

    private static string Sign(SigningKey key, HashAlgorithmName? hash = null) => Sign(key, Body, hash);

    private static string Sign(SigningKey key, byte[] body, HashAlgorithmName? hash = null) =>
        Convert.ToBase64String(key.Sign(body, hash ?? HashAlgorithmName.SHA1));
}
