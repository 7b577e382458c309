using System.Diagnostics;
using System.Net;
using System.Text;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Bodies signed, and keys made, by other people's code, accepted end to end.</summary>
public sealed class OutsideSignerTests
{
    [Theory]
    [InlineData("SHA1", 2048, 65537, false)]
    [InlineData("SHA1", 2048, 3, false)]
    [InlineData("SHA1", 3072, 65537, true)]
    [InlineData("SHA256", 2048, 65537, true)]
    [InlineData("SHA384", 2048, 65537, false)]
    [InlineData("SHA512", 2048, 65537, false)]
    public async Task Openssl_SignedBody_IsHandled(string hash, int bits, int exponent, bool pkcs1)
    {
        var openssl = Require.Program("openssl");
        var folder = Directory.CreateTempSubdirectory("illow-");
        try
        {
            var (key, body) = (Path.Combine(folder.FullName, "key.pem"), Path.Combine(folder.FullName, "body.json"));
            await RunAsync(
                openssl,
                [],
                "genpkey",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                $"rsa_keygen_bits:{bits}",
                "-pkeyopt",
                $"rsa_keygen_pubexp:{exponent}",
                "-out",
                key);
            var publicKey = await RunAsync(openssl, [], "rsa", "-in", key, pkcs1 ? "-RSAPublicKey_out" : "-pubout");
            var delivery = Delivery.Fresh();
            await File.WriteAllBytesAsync(body, delivery.Body);
            var signature = await RunAsync(openssl, [], "dgst", "-" + hash.ToLowerInvariant(), "-sign", key, body);
            await AssertHandledAsync(Encoding.ASCII.GetString(publicKey), hash, delivery, Convert.ToBase64String(signature));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("SHA1", "spki")]
    [InlineData("SHA1", "pkcs1")]
    [InlineData("SHA256", "spki")]
    public async Task Node_SignedBody_IsHandled(string hash, string type)
    {
        const string Script = """
            const { generateKeyPairSync, sign } = require('node:crypto');
            const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
            const body = require('node:fs').readFileSync(0);
            console.log(JSON.stringify({
              key: publicKey.export({ type: process.argv[2], format: 'pem' }),
              signature: sign(process.argv[1], body, privateKey).toString('base64'),
            }));
            """;
        var key = Guid.NewGuid();
        var delivery = Delivery.OfText($$"""{"companyId":"société","siteId":"サイト","idempotencyKey":"{{key}}","metadata":"🦊"}""");
        var output = await RunAsync(Require.Program("node"), delivery.Body, "-e", Script, hash, type);
        using var json = System.Text.Json.JsonDocument.Parse(output);
        await AssertHandledAsync(
            json.RootElement.GetProperty("key").GetString()!,
            hash,
            delivery,
            json.RootElement.GetProperty("signature").GetString()!);
    }

    private static async Task AssertHandledAsync(string publicKey, string hash, Delivery delivery, string signature)
    {
        await using var app = await WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            Settings = new Dictionary<string, string?> { ["Illow:PublicKey"] = publicKey, ["Illow:HashAlgorithm"] = hash },
        });
        using var answer = await app.SendAsync(delivery with { Signatures = [signature] });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([delivery.IdempotencyKey], app.Notes.Lines);

        byte[] tampered = [.. delivery.Body[..^1], (byte)' ', delivery.Body[^1]];
        using var refused = await app.SendAsync(new Delivery(tampered) { Signatures = [signature] });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private static async Task<byte[]> RunAsync(string program, byte[] input, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output.ToArray();
    }
}
