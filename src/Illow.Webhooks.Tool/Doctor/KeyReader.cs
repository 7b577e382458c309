using System.Security.Cryptography;
using Illow.Webhooks.Keys;
using Illow.AspNetCore.Testing;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>Reads a key file as the receiver would, and says what it is where the receiver would refuse it.</summary>
internal static class KeyReader
{
    private const int SmallestSize = 1024;
    private const int UsualMinimum = 2048;

    /// <summary>The public key of the text. A private key counts too, after a finding that it is one.</summary>
    internal static IllowPublicKey? Read(string text, string subject, List<Finding> findings)
    {
        if (PublicKeyText.TryRead(text, SmallestSize, out var key, out var problem))
        {
            if (key.KeySize < UsualMinimum)
            {
                findings.Add(new(Severity.Warning, subject, "WeakKey", $"It has {key.KeySize} bits: the receiver takes it only with MinimumKeySize set to {SmallestSize}."));
            }

            return key;
        }

        var isPrivate = problem == PublicKeyProblem.PrivateKey;
        findings.Add(new(Severity.Problem, subject, isPrivate ? "PrivateKeyGiven" : "KeyUnreadable", $"It {problem}."));
        return isPrivate ? PublicHalfOf(text) : null;
    }

    private static IllowPublicKey? PublicHalfOf(string text)
    {
        try
        {
            using var pair = IllowTestKey.FromPem(text);
            return PublicKeyText.TryRead(pair.PublicKeyPem, SmallestSize, out var key, out _) ? key : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
