using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Illow.AspNetCore.Testing.Hosting;
using Illow.AspNetCore.Testing.Signing;

namespace Illow.AspNetCore.Testing;

/// <summary>
/// A throw-away RSA key pair that stands in for illow's: the private half signs deliveries as illow does, the public half goes into
/// the application's settings with <see cref="IllowTestKeyExtensions"/>. Safe to share between threads and between applications.
/// </summary>
/// <remarks>
/// An application with several registrations gets its own key for each of them, made at the first use and found with
/// <see cref="For"/>; a single registration is given this key itself.
/// </remarks>
public sealed class IllowTestKey : IDisposable
{
    private static readonly Lazy<IllowTestKey> LazyShared = new(() => new IllowTestKey());

    private readonly ConcurrentDictionary<string, Lazy<IllowTestKey>> _children = new(StringComparer.OrdinalIgnoreCase);
    private readonly RSA _rsa;

    /// <summary>Makes a new key pair.</summary>
    /// <param name="keySizeInBits">Length of the modulus in bits. Default: 2048, the shortest that applications accept by default.</param>
    /// <exception cref="CryptographicException">The platform makes no key of that size.</exception>
    public IllowTestKey(int keySizeInBits = 2048)
        : this(Make(keySizeInBits))
    {
    }

    private IllowTestKey(RSA rsa) => _rsa = rsa;

    /// <summary>One key pair for the whole process, made at the first use: what is meant wherever no key is named.</summary>
    public static IllowTestKey Shared => LazyShared.Value;

    /// <summary>The public half as illow would show it: PEM of SubjectPublicKeyInfo.</summary>
    public string PublicKeyPem => _rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>The private half: PEM of PKCS#8, unencrypted. For tests only; keep it out of logs and settings.</summary>
    public string PrivateKeyPem => _rsa.ExportPkcs8PrivateKeyPem();

    /// <summary>Length of the modulus in bits.</summary>
    public int KeySizeInBits => _rsa.KeySize;

    internal RSA Rsa => _rsa;

    /// <summary>The applications that took this key, and what of it their registrations got.</summary>
    internal AttachedApps Apps { get; } = new();

    /// <summary>Reads a key pair, for example one that <c>illow-webhooks keygen</c> wrote.</summary>
    /// <param name="privateKeyPem">PEM of an unencrypted private RSA key, PKCS#8 or PKCS#1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="privateKeyPem"/> is null.</exception>
    /// <exception cref="CryptographicException">The text is not such a key; the message does not repeat it.</exception>
    public static IllowTestKey FromPem(string privateKeyPem)
    {
        ArgumentNullException.ThrowIfNull(privateKeyPem);
        return new IllowTestKey(PrivateKeyText.Read(privateKeyPem));
    }

    /// <summary>The key of one of several registrations. The same name gives the same key as long as this one lives.</summary>
    /// <param name="webhook">The registration's name, compared without regard to case.</param>
    /// <exception cref="ArgumentException"><paramref name="webhook"/> is null or blank.</exception>
    public IllowTestKey For(string webhook)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(webhook);
        return _children.GetOrAdd(webhook, _ => new Lazy<IllowTestKey>(() => new IllowTestKey(KeySizeInBits))).Value;
    }

    /// <summary>Signs a body as illow does: base64 of RSASSA-PKCS1-v1_5 with SHA-1 (RFC 8017, section 8.2).</summary>
    /// <param name="body">The bytes of the request's body, exactly as they will be sent.</param>
    /// <returns>The value of the header <c>illow-signature</c>.</returns>
    /// <exception cref="CryptographicException">The platform's policy forbids SHA-1 signatures.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public string Sign(ReadOnlySpan<byte> body) => Sign(body, HashAlgorithmName.SHA1);

    /// <summary>Signs a body, sent as UTF-8, as illow does.</summary>
    /// <param name="body">The text of the request's body.</param>
    /// <returns>The value of the header <c>illow-signature</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    public string Sign(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Sign(Encoding.UTF8.GetBytes(body));
    }

    /// <summary>
    /// Signs a body with another hash than illow's, for applications that set <see cref="IllowWebhooksOptions.HashAlgorithm"/>.
    /// </summary>
    /// <param name="body">The bytes of the request's body.</param>
    /// <param name="hash">The hash to sign.</param>
    /// <returns>The value of the header <c>illow-signature</c>.</returns>
    /// <exception cref="CryptographicException">The platform does not sign with this hash.</exception>
    public string Sign(ReadOnlySpan<byte> body, HashAlgorithmName hash) =>
        Convert.ToBase64String(_rsa.SignData(body, hash, RSASignaturePadding.Pkcs1));

    /// <summary>
    /// Forgets the private key, and those of <see cref="For"/>. <see cref="Shared"/> ignores it: it lives as long as the process.
    /// </summary>
    public void Dispose()
    {
        if (LazyShared.IsValueCreated && ReferenceEquals(this, LazyShared.Value))
        {
            return;
        }

        _rsa.Dispose();
        foreach (var child in _children.Values)
        {
            child.Value.Dispose();
        }
    }

    private static RSA Make(int size)
    {
        var rsa = RSA.Create(size);

        // RSA makes its numbers at the first use, which two threads must not race for
        _ = rsa.ExportParameters(includePrivateParameters: false);
        return rsa;
    }
}
