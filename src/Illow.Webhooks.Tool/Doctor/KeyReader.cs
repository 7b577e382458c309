using System.Security.Cryptography;
using Illow.AspNetCore.Testing;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Reads a key file as the receiver would, and says what it is where the receiver would refuse it.</summary>
internal static class KeyReader
{
    private const int SmallestSize = 1024;
    private const int UsualMinimum = 2048;

    /// <summary>
    /// The public key of the file. What the receiver would refuse but holds a public key counts too, after a finding: a private key, DER.
    /// </summary>
    internal static IllowPublicKey? Read(byte[] content, string subject, List<Finding> findings)
    {
        if (!DerText.IsDer(content))
        {
            return Read(InputFile.Decode(content), subject, findings);
        }

        var key = Read(Convert.ToBase64String(content), subject, findings);
        if (key is not null && findings.All(finding => finding.Severity != Severity.Problem))
        {
            findings.Add(new(
                Severity.Problem,
                subject,
                "KeyInDer",
                "It is a public key in DER, a binary format, and the receiver reads text: "
                + "convert it with `openssl pkey -pubin -inform DER -in FILE -out key.pem`."));
        }

        return key;
    }

    /// <summary>The key of a text; null where it holds none.</summary>
    internal static IllowPublicKey? Parse(string text) => IllowPublicKey.TryParse(text, SmallestSize, out var key, out _) ? key : null;

    private static IllowPublicKey? Read(string text, string subject, List<Finding> findings)
    {
        if (IllowPublicKey.TryParse(text, SmallestSize, out var key, out var problem))
        {
            if (key.KeySize < UsualMinimum)
            {
                findings.Add(new(
                    Severity.Warning,
                    subject,
                    "WeakKey",
                    $"It has {key.KeySize} bits: the receiver accepts it only with MinimumKeySize set to {SmallestSize}."));
            }

            return key;
        }

        var half = PublicHalfOf(text);
        var isPrivate = half is not null || problem.StartsWith("is a private key", StringComparison.Ordinal);
        findings.Add(new(Severity.Problem, subject, isPrivate ? "PrivateKeyGiven" : "KeyUnreadable", $"It {problem}."));
        return half;
    }

    private static IllowPublicKey? PublicHalfOf(string text)
    {
        try
        {
            using var pair = IllowTestKey.FromPem(text);
            return Parse(pair.PublicKeyPem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
