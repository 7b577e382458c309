namespace Illow.Webhooks.Tests.Signatures.Vectors;

/// <summary>Reads RSA Laboratories' text file of vectors.</summary>
internal static class RsaLaboratoriesFile
{
    internal static IEnumerable<VectorCase> Read()
    {
        var path = Path.Combine(Require.Vectors("rsalabs"), "pkcs1v15sign-vectors.txt");
        var values = new Dictionary<string, string>();
        var name = "";
        foreach (var line in File.ReadLines(path).Append("# end"))
        {
            if (!line.StartsWith('#'))
            {
                values[name] = values.GetValueOrDefault(name, "") + line.Replace(" ", "", StringComparison.Ordinal);
                continue;
            }

            if (name == "Signature")
            {
                yield return new(
                    $"signature {values["Signature"][..16]}",
                    Convert.FromHexString(values["Modulus"]),
                    Convert.FromHexString(values["Public exponent"]),
                    "SHA1",
                    Convert.FromHexString(values["Message to be signed"]),
                    Convert.FromHexString(values["Signature"]),
                    true);
            }

            name = line.Trim('#', ' ', ':');
            values[name] = "";
        }
    }
}
