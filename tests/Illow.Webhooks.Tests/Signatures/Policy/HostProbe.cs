using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Policy;

/// <summary>Writes what this host makes of each check and hash, one "name = value" a line.</summary>
internal static class HostProbe
{
    internal const string Name = "host";

    internal static void Run()
    {
        foreach (var name in new[] { "Platform", "Managed" })
        {
            var check = Checks.ByName(name);
            foreach (var hash in SignatureHash.All)
            {
                Write($"{name} {hash} self-test", () => PlatformSelfTest.Run(check, hash) ?? "fine");
                Write($"{name} {hash} good", () => Verify(check, hash, alteredAt: null));
                Write($"{name} {hash} altered", () => Verify(check, hash, alteredAt: 100));
                Write($"{name} {hash} out of range", () => Verify(check, hash, alteredAt: 0));
            }
        }
    }

    private static string Verify(RsaSignatureCheck check, SignatureHash hash, int? alteredAt)
    {
        IllowPublicKey key = KnownAnswers.CreateKey();
        var signature = Convert.FromBase64String(hash.KnownAnswer);
        if (alteredAt is { } index)
        {
            signature[index] = 0xFF;
        }

        return Checks.Verify(check, hash, key, KnownAnswers.Text, signature).ToString();
    }

    private static void Write(string name, Func<string> value)
    {
        string text;
        try
        {
            text = value();
        }
        catch (System.Security.Cryptography.CryptographicException exception)
        {
            text = $"throws: {exception.Message}";
        }

        Console.Out.WriteLine($"{name} = {text}");
    }
}
