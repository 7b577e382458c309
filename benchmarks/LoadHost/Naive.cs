using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>The vendor's snippet as most people port it: the key is read for each request.</summary>
internal sealed class Naive(string pem)
{
    [SuppressMessage("Security", "CA5350", Justification = "What illow signs with")]
    internal async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        var signature = Convert.FromBase64String(request.Headers["illow-signature"].ToString());
        if (!key.VerifyData(System.Text.Encoding.UTF8.GetBytes(body), signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1))
        {
            return TypedResults.Unauthorized();
        }

        using var document = JsonDocument.Parse(body);
        return TypedResults.Ok();
    }
}
