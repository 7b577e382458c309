using System.Text.Json;

namespace Illow.AspNetCore.Tests.Protocol.Signatures.Vectors;

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

        Assert.Equal(count, VectorCase.RunAll(check, Read(path)));
    }

    internal static IEnumerable<VectorCase> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                yield return new(
                    $"tcId {test.GetProperty("tcId").GetInt32()} ({test.GetProperty("comment").GetString()})",
                    Hex(group, "n"),
                    Hex(group, "e"),
                    group.GetProperty("sha").GetString()!,
                    Hex(test, "msg"),
                    Hex(test, "sig"),
                    IsValid(test));
            }
        }
    }

    private static bool IsValid(JsonElement test)
    {
        var flags = test.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).ToList();
        return test.GetProperty("result").GetString() switch
        {
            "valid" => true,
            "invalid" => false,
            _ when flags.Contains("MissingNull") => false,
            _ when flags.All(flag => flag is "SmallModulus" or "SmallPublicKey" or "WeakHash") => true,
            _ => throw new InvalidDataException($"Nobody has decided on {string.Join(", ", flags)}."),
        };
    }

    private static byte[] Hex(JsonElement element, string name)
    {
        var text = element.GetProperty(name).GetString()!;
        return Convert.FromHexString(text.Length % 2 == 0 ? text : "0" + text);
    }
}
