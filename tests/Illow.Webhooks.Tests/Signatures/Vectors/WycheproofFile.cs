using System.Text.Json;

namespace Illow.Webhooks.Tests.Signatures.Vectors;

/// <summary>Reads the test groups of Project Wycheproof.</summary>
internal static class WycheproofFile
{
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
