using System.Security.Cryptography;
using System.Text;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>Deliveries as illow sends them, of any size, signed by one key.</summary>
internal static class SignedBodies
{
    internal static byte[] Envelope(string idempotencyKey, int padding = 0) => Encoding.UTF8.GetBytes(
        """{"companyId":"6f1d0f7e-1c1b-4c39-9b57-3f6a1f0e0c0d","siteId":"0b9a5f0e-55c6-4f8c-8e61-8b5b1a1f2a3b","idempotencyKey":"""
        + $$"""
        "{{idempotencyKey}}","metadata":{"id":"b2c7e2d4-9f3c-4f43-8a55-f2a1c0d9e8b7","companyId":
        """
        + """
        "6f1d0f7e-1c1b-4c39-9b57-3f6a1f0e0c0d","createdAt":"2026-11-01T10:00:00.000Z","dueDate":
        """
        + $$$"""
        "2026-12-01T10:00:00.000Z","legislation":"GDPR","requestStatus":"pending"{{{More(padding)}}}}}
        """);

    /// <summary>A signature of other bytes. By the same key: a stranger's may exceed the modulus, which is refused without RSA.</summary>
    internal static string Forge(RSA key) => Sign(key, "other bytes"u8.ToArray());

    private static string More(int padding) => padding == 0 ? string.Empty : $",\"more\":\"{new string('x', padding)}\"";

    internal static string Sign(RSA key, byte[] body) =>
        Convert.ToBase64String(key.SignData(body, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
}
