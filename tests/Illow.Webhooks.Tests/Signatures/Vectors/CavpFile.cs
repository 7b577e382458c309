namespace Illow.Webhooks.Tests.Signatures.Vectors;

/// <summary>Reads the response files of NIST's validation program.</summary>
internal static class CavpFile
{
    /// <summary>
    /// A value holds until the next of its name. In files that state results, a case ends with its result, else with its signature.
    /// </summary>
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
