using System.Security.Cryptography;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

/// <summary>Makes the known answers anew: what fails here for another hash is the answer to put beside the others.</summary>
public sealed class KnownAnswersTests
{
    public static TheoryData<string> Hashes => [.. SignatureHash.All.Select(hash => hash.Name.Name!)];

    [Theory, MemberData(nameof(Hashes))]
    public void KnownAnswer_IsTheSignatureOfTheKeyBesideTheTests(string hash)
    {
        using var key = ReadKey();

        var signature = key.SignData(KnownAnswers.Text.ToArray(), new HashAlgorithmName(hash), RSASignaturePadding.Pkcs1);

        Assert.Equal(Convert.ToBase64String(signature), Checks.Hash(hash).KnownAnswer);
    }

    [Fact]
    public void CreateKey_IsThePublicHalfOfTheKeyBesideTheTests()
    {
        using var key = ReadKey();

        Assert.Equal(IllowPublicKey.Parse(key.ExportSubjectPublicKeyInfoPem()).Fingerprint, KnownAnswers.CreateKey().Fingerprint);
    }

    private static RSA ReadKey()
    {
        var key = RSA.Create();
        using var pem = new StreamReader(typeof(KnownAnswersTests).Assembly.GetManifestResourceStream("KnownAnswers.private.pem")!);
        key.ImportFromPem(pem.ReadToEnd());
        return key;
    }
}
