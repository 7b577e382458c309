using System.Security.Cryptography;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Samples;

/// <summary>The private keys that sign sample events, by the fingerprints of their public halves. Read once.</summary>
internal sealed class SampleKeys : IDisposable
{
    private readonly Dictionary<string, IllowTestKey> _keys = new(StringComparer.Ordinal);
    private readonly Lazy<IllowTestKey> _untrusted = new(() => new IllowTestKey());

    /// <exception cref="InvalidOperationException">A setting holds no private key; the message names it but not the text.</exception>
    public SampleKeys(IOptions<IllowInspectorOptions> options, IHostEnvironment? environment = null)
    {
        if (!string.IsNullOrWhiteSpace(options.Value.TestKey))
        {
            // Environment variables bring \n for line breaks
            Add("Illow:Inspector:TestKey", options.Value.TestKey.Replace("\\n", "\n", StringComparison.Ordinal));
        }

        foreach (var path in options.Value.TestKeyFiles)
        {
            Add("Illow:Inspector:TestKeyFiles: the file " + path, Read(path, environment));
        }
    }

    internal bool IsEmpty => _keys.Count == 0;

    /// <summary>A key that no registration has: for a forged sample.</summary>
    internal IllowTestKey Untrusted => _untrusted.Value;

    /// <summary>The test key that a registration has, if there is one.</summary>
    internal IllowTestKey? For(Registration registration) =>
        registration.Keys.Select(key => _keys.GetValueOrDefault(key.Fingerprint)).FirstOrDefault(key => key is not null);

    internal bool Has(string fingerprint) => _keys.ContainsKey(fingerprint);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }

        if (_untrusted.IsValueCreated)
        {
            _untrusted.Value.Dispose();
        }
    }

    private static string Read(string path, IHostEnvironment? environment)
    {
        try
        {
            return File.ReadAllText(Path.Combine(environment?.ContentRootPath ?? string.Empty, path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"Illow:Inspector:TestKeyFiles: the file {path} could not be read ({exception.Message}).", exception);
        }
    }

    private void Add(string setting, string pem)
    {
        try
        {
            var key = IllowTestKey.FromPem(pem);
            if (!IllowPublicKey.TryParse(key.PublicKeyPem, minimumKeySize: 0, out var publicKey, out var problem))
            {
                throw new InvalidOperationException($"{setting} cannot sign sample events: its public half {problem}");
            }

            _keys[publicKey.Fingerprint] = key;
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException(
                $"{setting} is not a private key that can sign sample events. {exception.Message}", exception);
        }
    }
}
