using System.Security.Cryptography;

namespace Illow.AspNetCore.Testing.Signing;

/// <summary>Reads a private RSA key from PEM: PKCS#8 or PKCS#1, unencrypted. The text never shows up in a message.</summary>
internal static class PrivateKeyText
{
    private const string Pkcs8 = "PRIVATE KEY";
    private const string Pkcs1 = "RSA PRIVATE KEY";
    private const string Beginnings =
        $"A private key begins with -----BEGIN {Pkcs8}----- or -----BEGIN {Pkcs1}-----.";

    /// <exception cref="CryptographicException">The text holds no such key.</exception>
    internal static RSA Read(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new CryptographicException($"The text holds no PEM block. {Beginnings}");
        }

        var label = pem[fields.Label];
        if (label is not (Pkcs8 or Pkcs1))
        {
            throw new CryptographicException($"The PEM block is {Describe(label)}. {Beginnings}");
        }

        var der = new byte[fields.DecodedDataLength];
        var rsa = RSA.Create();
        try
        {
            if (!Convert.TryFromBase64String(pem[fields.Base64Data], der, out _))
            {
                throw new CryptographicException("The private key's base64 is damaged.");
            }

            Import(rsa, label, der);
            return rsa;
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static void Import(RSA rsa, string label, byte[] der)
    {
        if (label == Pkcs8)
        {
            rsa.ImportPkcs8PrivateKey(der, out _);
        }
        else
        {
            rsa.ImportRSAPrivateKey(der, out _);
        }

        // RSA makes its numbers at the first use, which two threads must not race for
        _ = rsa.ExportParameters(includePrivateParameters: false);
    }

    private static string Describe(string label) => label switch
    {
        "PUBLIC KEY" or "RSA PUBLIC KEY" => "a public key, which cannot sign",
        "ENCRYPTED PRIVATE KEY" => "an encrypted private key; decrypt it first with `openssl pkey`",
        "CERTIFICATE" => "a certificate, which cannot sign",
        _ => "of another kind",
    };
}
