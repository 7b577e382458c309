using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Illow.Webhooks.Keys;

namespace Illow.Webhooks;

/// <summary>
/// The public key of one webhook, imported once and ready to verify. Immutable and safe to share between threads; keep it for as
/// long as the webhook exists.
/// </summary>
/// <example><code>var key = IllowPublicKey.Parse(File.ReadAllText("illow.pem"));</code></example>
public sealed class IllowPublicKey
{
    /// <summary>Bits of the smallest key that is ever accepted, whatever minimum is asked for.</summary>
    public const int SmallestKeySize = RsaPublicNumberRules.SmallestSize;

    /// <summary>Bits of the largest key that is accepted.</summary>
    public const int LargestKeySize = RsaPublicNumberRules.LargestSize;

    private const int UsualMinimumKeySize = 2048;

    private IllowPublicKey(RSA rsa, RSAParameters parameters, string fingerprint)
    {
        Rsa = rsa;
        Parameters = parameters;
        Fingerprint = fingerprint;
        KeySize = rsa.KeySize;
        SignatureLength = (rsa.KeySize + 7) / 8;
    }

    /// <summary>
    /// "SHA256:" and the base64 (no padding) of the SHA-256 of the key's SubjectPublicKeyInfo, as <c>ssh-keygen -l</c> writes it. Not
    /// secret.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Length of the modulus in bits: 1024 to 8192.</summary>
    public int KeySize { get; }

    /// <summary>
    /// The platform's key object. Never disposed by hand: a request may still verify with a key that a reload has replaced.
    /// </summary>
    internal RSA Rsa { get; }

    /// <summary>Modulus and exponent.</summary>
    internal RSAParameters Parameters { get; }

    /// <summary>Length of every signature of this key in bytes (RFC 8017, 8.2.2 step 1).</summary>
    internal int SignatureLength { get; }

    /// <summary>
    /// Reads the key that illow shows when a webhook is created: PEM (SubjectPublicKeyInfo or PKCS#1), on one line or several, with
    /// literal <c>\n</c> in place of line breaks, or the bare base64 of either.
    /// </summary>
    /// <param name="text">The key's text.</param>
    /// <param name="minimumKeySize">The smallest key to accept, in bits. Default: 2048; values below 1024 count as 1024.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">
    /// The text is not a public key that can be used: a private key, a certificate, a key that is too small, a cut text and so on.
    /// The message says what it is and what to do, and never contains the text.
    /// </exception>
    public static IllowPublicKey Parse(string text, int minimumKeySize = UsualMinimumKeySize) =>
        TryParse(text, minimumKeySize, out var key, out var error) ? key : throw new FormatException($"The public key {error}.");

    /// <summary>Reads a key as <see cref="Parse"/> does, of 2048 bits or more, without an exception.</summary>
    /// <param name="text">The key's text.</param>
    /// <param name="key">The key, if the result is true.</param>
    /// <param name="error">
    /// What is wrong and what to do, if the result is false, as the rest of a sentence that begins with the name of the setting:
    /// "is a private key: …". Never contains the text.
    /// </param>
    /// <returns>Whether the text is a usable public key.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IllowPublicKey? key, [NotNullWhen(false)] out string? error) =>
        TryParse(text, UsualMinimumKeySize, out key, out error);

    /// <summary>Reads a key as <see cref="Parse"/> does, without an exception.</summary>
    /// <param name="text">The key's text.</param>
    /// <param name="minimumKeySize">The smallest key to accept, in bits; values below 1024 count as 1024.</param>
    /// <param name="key">The key, if the result is true.</param>
    /// <param name="error">As in the other overload.</param>
    /// <returns>Whether the text is a usable public key.</returns>
    public static bool TryParse(
        string? text, int minimumKeySize, [NotNullWhen(true)] out IllowPublicKey? key, [NotNullWhen(false)] out string? error) =>
        PublicKeyText.TryRead(text, minimumKeySize, out key, out error);

    /// <summary>The fingerprint.</summary>
    /// <returns><see cref="Fingerprint"/>.</returns>
    public override string ToString() => Fingerprint;

    /// <summary>Imports a key whose numbers have been checked.</summary>
    internal static IllowPublicKey Create(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var parameters = new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
        var rsa = RSA.Create(parameters);
        var digest = SHA256.HashData(rsa.ExportSubjectPublicKeyInfo());
        return new IllowPublicKey(rsa, parameters, "SHA256:" + Convert.ToBase64String(digest).TrimEnd('='));
    }
}
