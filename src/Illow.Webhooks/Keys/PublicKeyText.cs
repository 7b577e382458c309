using System.Diagnostics.CodeAnalysis;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Keys;

/// <summary>
/// Reads an RSA public key as settings and files hold it: PEM or bare base64 of SubjectPublicKeyInfo or PKCS#1.
/// Lenient about the wrapping, which tools and environment variables mangle; strict about the key inside, of which only
/// the one DER encoding is taken. Stateless and safe to share between threads; nothing that is read makes it throw.
/// </summary>
internal static class PublicKeyText
{
    /// <param name="text">Any text. Its content never shows up in <paramref name="problem"/>.</param>
    /// <param name="minimumKeySize">In bits; less than <see cref="RsaPublicNumberRules.SmallestSize"/> counts as that.</param>
    /// <param name="key">The imported key.</param>
    /// <param name="problem">What is wrong and how to correct it, to be put after the name of the setting: "is a private key: …".</param>
    internal static bool TryRead(
        string? text,
        int minimumKeySize,
        [NotNullWhen(true)] out IllowPublicKey? key,
        [NotNullWhen(false)] out string? problem)
    {
        key = null;
        if (!PublicKeyTextDecoder.TryOpen(text, out var der, out var encoding, out problem)
            || !RsaPublicKeyDer.TryRead(der, encoding, out var numbers, out problem)
            || !RsaPublicNumberRules.TryPass(numbers, minimumKeySize, out problem))
        {
            problem = PublicKeyTextDecoder.Diagnose(text) ?? problem;
            return false;
        }

        try
        {
            key = IllowPublicKey.Create(numbers.Modulus.Span, numbers.Exponent.Span);
            return true;
        }
        catch (Exception exception) when (PlatformRefusal.Is(exception))
        {
            problem = PublicKeyProblem.RefusedByPlatform;
            return false;
        }
    }
}
