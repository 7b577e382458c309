namespace Illow.AspNetCore.Tests.Protocol.Signatures.Vectors;

/// <summary>NIST's Cryptographic Algorithm Validation Program, RSA PKCS#1 v1.5. SHA-224 is left out: the settings do not offer it.</summary>
public sealed class CavpTests
{
    [Theory]
    [InlineData("Platform", "SigVer15_186-3.rsp", 360)]
    [InlineData("Managed", "SigVer15_186-3.rsp", 360)]
    [InlineData("Platform", "SigGen15_186-3.rsp", 200)]
    [InlineData("Managed", "SigGen15_186-3.rsp", 200)]
    [InlineData("Platform", "SigGen15_186-2.rsp", 200)]
    [InlineData("Managed", "SigGen15_186-2.rsp", 200)]
    public void Verify_EveryCaseOfASupportedHash_MatchesTheResult(string check, string file, int count) =>
        Assert.Equal(count, VectorCase.RunAll(check, Read(Path.Combine(Require.Vectors("nist_cavp"), file))));

    /// <summary>A value holds until the next of its name. In files that state results, a case ends with its result, else with its signature.</summary>
    internal static IEnumerable<VectorCase> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var last = lines.Any(line => line.StartsWith("Result", StringComparison.Ordinal)) ? "Result" : "S";
        var values = new Dictionary<string, string>();
        for (var number = 0; number < lines.Length; number++)
        {
            if (lines[number].Split(" = ", 2) is not [var name, var value] || name.StartsWith('['))
            {
                continue;
            }

            values[name] = value.Trim();
            if (name == last)
            {
                yield return new(
                    $"line {number + 1}",
                    Hex(values["n"]),
                    Hex(values["e"]),
                    values["SHAAlg"],
                    Hex(values["Msg"]),
                    Hex(values["S"]),
                    last == "S" || values["Result"].StartsWith('P'));
            }
        }
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text.Length % 2 == 0 ? text : "0" + text);
}
