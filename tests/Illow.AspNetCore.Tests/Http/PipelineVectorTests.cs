using System.Net;
using Illow.Webhooks.Keys;
using Illow.Webhooks.Signatures;
using Illow.AspNetCore.Tests.Hosting;
using Illow.Webhooks.Tests.Keys;
using Illow.Webhooks.Tests.Signatures;
using Illow.Webhooks.Tests.Signatures.Vectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>
/// The published vectors as deliveries: each message is POSTed as a body to a receiver whose key provider has the vector's key. No
/// message is an envelope, so a right signature comes as far as 400 and a wrong one no further than 401.
/// </summary>
public sealed class PipelineVectorTests
{
    [Theory]
    [InlineData("SHA1", 142, 0)]
    [InlineData("SHA256", 938, 0)]
    [InlineData("SHA384", 138, 0)]
    [InlineData("SHA512", 382, 0)]
    public async Task Post_EveryCaseOfAKeyOf2048BitsOrMore_Is400WhereValidAnd401WhereNot(string hash, int count, int refusedKeys)
    {
        var cases = All()
            .Where(vector => SignatureHash.TryParse(vector.Hash, out var own) && own.Name.Name == hash && Bits(vector) >= 2048)
            .ToList();
        var keys = cases.Select(Pem).Distinct().Index().ToDictionary(pair => $"key-{pair.Index}", pair => pair.Item);
        var names = keys.ToDictionary(pair => pair.Value, pair => pair.Key);
        await using var app = await StartAsync(hash, keys);
        var failures = new List<string>();
        foreach (var vector in cases)
        {
            var delivery = new Delivery(vector.Message) { Signatures = [Convert.ToBase64String(vector.Signature)] };
            using var response = await app.SendAsync(delivery, $"/hooks/{names[Pem(vector)]}");
            if (response.StatusCode != Expected(vector))
            {
                failures.Add($"{vector.Name}: {response.StatusCode}");
            }
        }

        Assert.Empty(failures);
        Assert.Empty(app.Notes.Lines);
        Assert.Equal((count, refusedKeys), (cases.Count, keys.Values.Count(pem => !PublicKeyText.TryRead(pem, 2048, out _, out _))));
    }

    // A key that the key rules refuse comes from the provider as a fault of the receiver's own
    private static HttpStatusCode Expected(VectorCase vector) =>
        !PublicKeyText.TryRead(Pem(vector), 2048, out _, out _) ? HttpStatusCode.ServiceUnavailable
        : vector.IsValid ? HttpStatusCode.BadRequest
        : HttpStatusCode.Unauthorized;

    private static Task<WebhookApp> StartAsync(string hash, Dictionary<string, string> keys) => WebhookApp.StartAsync(new AppPlan
    {
        Settings = new Dictionary<string, string?> { ["Illow:HashAlgorithm"] = hash },
        Services = services => services.AddSingleton<IIllowKeyProvider>(new Provider(keys)),
        Map = endpoints => endpoints.MapPost("/hooks/{webhook}", [IllowWebhook] (IllowEnvelope envelope, Notes notes) =>
        {
            notes.Add(envelope.IdempotencyKey);
            return Results.Ok();
        }),
    });

    private static IEnumerable<VectorCase> All() =>
    [
        .. Directory.EnumerateFiles(Require.Vectors("wycheproof"), "rsa_sig*.json").SelectMany(WycheproofFile.Read),
        .. Directory.EnumerateFiles(Require.Vectors("nist_cavp"), "Sig*15_*.rsp").SelectMany(CavpFile.Read),
        .. RsaLaboratoriesFile.Read(),
    ];

    private static int Bits(VectorCase vector) => (int)SigningKey.Number(vector.Modulus).GetBitLength();

    private static string Pem(VectorCase vector) =>
        KeyDer.Pem("RSA PUBLIC KEY", KeyDer.Pkcs1(Minimal(vector.Modulus), Minimal(vector.Exponent)));

    private static byte[] Minimal(byte[] number) => SigningKey.Number(number).ToByteArray(isUnsigned: true, isBigEndian: true);

    private sealed class Provider(Dictionary<string, string> keys) : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            new(keys.TryGetValue(webhook, out var key) ? [key] : null);
    }
}
