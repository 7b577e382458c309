using System.Reflection;
using Illow.Webhooks.Keys;

namespace Illow.Webhooks.Tests.Keys;

public sealed class KeyTextDiagnosisTests
{
    public static TheoryData<string> Names => NotPublicKeys.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void TryRead_TextOfAnotherKind_IsToldWhatItIs(string name)
    {
        var (text, phrase) = NotPublicKeys.All[name];

        KeyTextAssert.Refuses(text, phrase);
        KeyTextAssert.Refuses("\uFEFF\r\n  " + text + "\r\n", phrase);
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pub")]
    [InlineData("key")]
    [InlineData("DER")]
    [InlineData("crt")]
    [InlineData("cer")]
    [InlineData("pfx")]
    [InlineData("p12")]
    [InlineData("txt")]
    public void TryRead_NameOfAFile_IsToldSo(string ending) =>
        KeyTextAssert.Refuses("illow." + ending, "is the name of a file");

    [Theory]
    [InlineData("${ILLOW_PUBLIC_KEY}")]
    [InlineData("  ${ILLOW_PUBLIC_KEY}\n")]
    [InlineData("${{ secrets.ILLOW_PUBLIC_KEY }}")]
    [InlineData("$(IllowPublicKey)")]
    [InlineData("$ILLOW_PUBLIC_KEY")]
    [InlineData("$env:ILLOW_PUBLIC_KEY")]
    [InlineData("{{IllowPublicKey}}")]
    [InlineData("{{ .Values.illow.publicKey }}")]
    [InlineData("%ILLOW_PUBLIC_KEY%")]
    [InlineData("#{IllowPublicKey}#")]
    [InlineData("#{IllowPublicKey}")]
    [InlineData("<your public key>")]
    [InlineData("\"${ILLOW_PUBLIC_KEY}\"")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://v.example/secrets/k)")]
    [InlineData("-----BEGIN PUBLIC KEY-----\n${KEY}\n-----END PUBLIC KEY-----")]
    public void TryRead_PlaceholderThatNothingFilledIn_IsToldSo(string text) =>
        KeyTextAssert.Refuses(text, "is a placeholder that nothing has filled in");

    [Fact]
    public void Problems_All_ContinueTheNameOfASettingInOneLine()
    {
        var problems = typeof(PublicKeyProblem)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Append(PublicKeyProblem.TooSmall(512, 2048))
            .Append(PublicKeyProblem.TooSmall(1024, 2048))
            .Append(PublicKeyProblem.TooLarge(9000))
            .Append(PublicKeyProblem.StrayCharacter('\0'))
            .ToArray();

        Assert.True(problems.Length > 40, "the constants were not found");
        Assert.Equal(problems.Length, problems.Distinct().Count());
        Assert.All(problems, problem => Assert.Matches("^(is|has|holds|lacks|begins|goes) [^\r\n]+[^.\\s]$", problem));
    }
}
