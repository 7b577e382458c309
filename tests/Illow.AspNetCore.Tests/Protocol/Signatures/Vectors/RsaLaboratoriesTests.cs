namespace Illow.AspNetCore.Tests.Protocol.Signatures.Vectors;

/// <summary>RSA Laboratories' vectors for SHA-1: 15 keys, seven of them of odd sizes (1025 to 1031 bits), 20 messages each.</summary>
public sealed class RsaLaboratoriesTests
{
    [Theory]
    [InlineData("Platform")]
    [InlineData("Managed")]
    public void Verify_EveryCase_IsValid(string check) =>
        Assert.Equal(300, VectorCase.RunAll(check, Read()));

    [Theory]
    [InlineData("Platform")]
    [InlineData("Managed")]
    public void Verify_EveryCaseWithTheNextMessage_IsInvalid(string check)
    {
        var cases = Read().ToList();
        var mixed = cases.Select((vector, index) => vector with { Message = cases[(index + 1) % cases.Count].Message, IsValid = false });

        Assert.Equal(300, VectorCase.RunAll(check, mixed));
    }

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
