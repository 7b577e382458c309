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
    [InlineData("\"${ILLOW_PUBLIC_KEY}\"")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://v.example/secrets/k)")]
    [InlineData("-----BEGIN PUBLIC KEY-----\n${KEY}\n-----END PUBLIC KEY-----")]
    public void TryRead_PlaceholderThatNothingFilledIn_IsToldSo(string text) =>
        KeyTextAssert.Refuses(text, "is a placeholder that nothing has filled in");

    [Theory]
    [InlineData("hello")]
    [InlineData("changeme")]
    [InlineData("CHANGE_ME")]
    [InlineData("your-key-here")]
    [InlineData("YOUR_PUBLIC_KEY")]
    [InlineData("[your key]")]
    [InlineData("{your key}")]
    [InlineData("(illow's key)")]
    [InlineData("The key goes here.")]
    [InlineData("Paste the public key from illow's page, please: it begins with BEGIN PUBLIC KEY.")]
    [InlineData("TODO")]
    [InlineData("xxx")]
    [InlineData("A")]
    [InlineData("n/a")]
    [InlineData("null")]
    [InlineData("SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("b2c7e2d4-9f3c-4f43-8a55-f2a1c0d9e8b7")]
    [InlineData("pa$$w0rd!")]
    [InlineData("2048")]
    public void TryRead_TextThatIsNothingLikeAKey_IsToldWhatToPaste(string text) =>
        KeyTextAssert.Refuses(
            text,
            "does not look like a key: give the whole text that illow shows when a webhook is created, "
            + "from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----");

    [Theory]
    [InlineData("keys/illow")]
    [InlineData("keys\\illow")]
    [InlineData("../keys/illow")]
    [InlineData("./illow")]
    [InlineData(".secrets/illow")]
    [InlineData("C:\\keys\\illow")]
    public void TryRead_PathWithoutAnEnding_IsToldSo(string text) => KeyTextAssert.Refuses(text, "is the name of a file");

    [Theory]
    [InlineData("<your public key>")]
    [InlineData("<your key>")]
    public void TryRead_PlaceholderOfAnExample_IsToldWhatToPutThere(string text) =>
        KeyTextAssert.Refuses(text, "is a placeholder: put in its place the whole text that illow shows");

    [Theory]
    [InlineData("hello")]
    [InlineData("changeme")]
    [InlineData("...key...")]
    [InlineData("your key")]
    public void TryRead_BlockWithAWordInIt_IsToldSo(string text) => KeyTextAssert.Refuses(
        $"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----", "is a PEM block with something other than a key in it");

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
        Assert.All(problems, problem => Assert.Matches("^(is|has|does|holds|lacks|begins|goes) [^\r\n]+[^.\\s]$", problem));
    }
}
