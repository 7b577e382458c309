using System.Numerics;
using System.Text;
using Illow.Webhooks.Keys;

namespace Illow.AspNetCore.Fuzz.Targets;

/// <summary>
/// The key loader. The first byte chooses how the rest is read: as text, or as DER that is put into armour, so that structure behind
/// the base64 is reached too.
/// </summary>
internal sealed class KeyTarget : FuzzTarget
{
    private const int MinimumSize = 1024;

    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----", "-----END RSA PUBLIC KEY-----",
            "PRIVATE ", "\\n", "\n", "\r", "=", "==", "\"", "${", "}", "{",
            "<RSAKeyValue>", "MIIB", "AQAB", ".pem", "https://", "ssh-rsa ", "...",
        }.Select(Encoding.UTF8.GetBytes),
        [0x30, 0x82], [0x30, 0x81, 0x9F], [0x02, 0x03, 1, 0, 1], [0x03, 0x82], [0x05, 0x00],
        [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01], [0x02, 0x81, 0x81, 0x00], [0xEF, 0xBB, 0xBF],
    ];

    internal override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var text = (input[0] % 4) switch
        {
            0 => Encoding.UTF8.GetString(input[1..]),
            1 => Convert.ToBase64String(input[1..]),
            2 => $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(input[1..])}\n-----END PUBLIC KEY-----",
            _ => $"-----BEGIN RSA PUBLIC KEY-----{Convert.ToBase64String(input[1..])}-----END RSA PUBLIC KEY-----",
        };
        if (PublicKeyText.TryRead(text, MinimumSize, out var key, out var problem))
        {
            HoldOf(key);
        }
        else
        {
            Hold(key is null && problem.Length > 0, "a refused key has a problem");
            Hold(!Echoes(problem, text), "a problem echoes no text of the key");
        }
    }

    private static void HoldOf(IllowPublicKey key)
    {
        var modulus = new BigInteger(key.Parameters.Modulus, isUnsigned: true, isBigEndian: true);
        var exponent = new BigInteger(key.Parameters.Exponent, isUnsigned: true, isBigEndian: true);
        Hold(modulus.GetBitLength() is >= MinimumSize and <= 8192, "an accepted key has 1024 to 8192 bits");
        Hold(!modulus.IsEven, "an accepted modulus is odd");
        Hold(
            !exponent.IsEven && exponent >= 3 && exponent.GetBitLength() <= 32,
            "an accepted exponent is odd, 3 or more, of at most 32 bits");
        Hold(key.KeySize == (int)modulus.GetBitLength() && key.SignatureLength == (key.KeySize + 7) / 8, "an accepted key knows its size");
        Hold(
            key.Fingerprint.StartsWith("SHA256:", StringComparison.Ordinal) && key.Fingerprint.Length == 50,
            "an accepted key has a fingerprint");
    }

    // Sixteen characters in a row that are no words of the reader's own
    private static bool Echoes(string problem, string text)
    {
        const int Window = 16;
        for (var i = 0; i + Window <= text.Length && i < 512; i += Window / 2)
        {
            var piece = text.AsSpan(i, Window);
            if (problem.AsSpan().Contains(piece, StringComparison.Ordinal)
                && !"-----BEGIN RSA PUBLIC KEY----- -----END PUBLIC KEY-----".AsSpan().Contains(piece, StringComparison.Ordinal)
                && !piece.ContainsAny(' ', '-'))
            {
                return true;
            }
        }

        return false;
    }
}
