using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Testing.Tests;

/// <summary>A receiver that follows illow's snippet and no further: its decoder is lenient, and repetitions are events.</summary>
internal static class NaiveReceiver
{
    internal static RequestDelegate For(IllowTestKey key) => async context =>
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        context.Response.StatusCode = Verifies(key, context.Request.Headers["illow-signature"].ToString(), buffer.ToArray()) ? 200 : 401;
    };

    /// <summary>Remembers keys, but before it has verified anything, and checks and sets in two steps.</summary>
    internal static RequestDelegate RememberingTooEarly(IllowTestKey key)
    {
        var seen = new ConcurrentDictionary<string, byte>();
        return async context =>
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer);
            var body = System.Text.Encoding.UTF8.GetString(buffer.ToArray());
            if (!seen.TryAdd(body, 0))
            {
                context.Response.Headers["idempotent-replayed"] = "true";
                return;
            }

            var isVerified = Verifies(key, context.Request.Headers["illow-signature"].ToString(), buffer.ToArray());
            context.Response.StatusCode = isVerified ? 200 : 401;
        };
    }

    private static bool Verifies(IllowTestKey key, string header, byte[] body)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.PublicKeyPem);
        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header, bytes, out var written)
            && rsa.VerifyData(body, bytes.AsSpan(0, written), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
    }
}
