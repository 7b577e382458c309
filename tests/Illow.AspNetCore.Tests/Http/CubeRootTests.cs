using System.Numerics;
using System.Security.Cryptography;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>
/// For a key with e = 3, anybody can find a number whose cube begins (or ends) like a signature: Bleichenbacher's forgery of 2006,
/// against verifiers that parse the padding instead of comparing it whole. No private key is needed, and none is used here.
/// </summary>
public sealed class CubeRootTests
{
    private static readonly RSAParameters Public = new() { Modulus = TestKeys.A.ExportParameters(false).Modulus, Exponent = [3] };

    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Signature_WhoseCubeBeginsRight_IsRefused(int paddingLength)
    {
        var delivery = Delivery.Fresh();
        byte[] start =
        [
            0x00, 0x01, .. Enumerable.Repeat((byte)0xff, paddingLength), 0x00,
            0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
            .. CryptographicOperations.HashData(HashAlgorithmName.SHA1, delivery.Body),
        ];
        var wanted = new BigInteger([.. start, .. Enumerable.Repeat((byte)0xff, 256 - start.Length)], isUnsigned: true, isBigEndian: true);
        var root = CubeRoot(wanted);
        var cube = BigInteger.Pow(root, 3).ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.Equal(start[1..], cube[..(start.Length - 1)]);

        await AssertRefusedAsync(delivery, root);
    }

    [Fact]
    public async Task Signature_WhoseCubeIsSmall_IsRefused()
    {
        for (var number = 0; number < 4; number++)
        {
            await AssertRefusedAsync(Delivery.Fresh(), number);
        }
    }

    private static async Task AssertRefusedAsync(Delivery delivery, BigInteger signature)
    {
        using var key = RSA.Create(Public);
        await using var app = await WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            Settings = new Dictionary<string, string?> { ["Illow:PublicKey"] = key.ExportSubjectPublicKeyInfoPem() },
        });
        var bytes = new byte[256];
        signature.TryWriteBytes(bytes.AsSpan(256 - signature.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        using var answer = await app.SendAsync(delivery with { Signatures = [Convert.ToBase64String(bytes)] });
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    private static BigInteger CubeRoot(BigInteger number)
    {
        BigInteger low = 0, high = BigInteger.One << 700;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = BigInteger.Pow(middle, 3) <= number ? (middle, high) : (low, middle);
        }

        return low;
    }
}
