using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>The floor: base64, SHA-1, one verification on a cached key and one pass of the JSON reader, without checks.</summary>
internal sealed class Floor
{
    private readonly RSA _key = RSA.Create();

    internal Floor(string pem) => _key.ImportFromPem(pem);

    internal async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        var body = await HandWritten.ReadAsync(request);
        return Verifies(request, body) ? TypedResults.Ok() : TypedResults.Unauthorized();
    }

    [SuppressMessage("Security", "CA5350", Justification = "What illow signs with")]
    internal bool Verifies(HttpRequest request, byte[] body)
    {
        Span<byte> signature = stackalloc byte[256];
        Span<byte> digest = stackalloc byte[20];
        Convert.TryFromBase64String(request.Headers["illow-signature"].ToString(), signature, out var length);
        SHA1.HashData(body, digest);
        if (!_key.VerifyHash(digest, signature[..length], HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1))
        {
            return false;
        }

        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }

        return true;
    }
}
