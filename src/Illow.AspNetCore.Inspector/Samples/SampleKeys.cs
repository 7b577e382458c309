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

    /// <exception cref="InvalidOperationException">A setting holds no private key; the message names it and not the text.</exception>
    public SampleKeys(IOptions<IllowInspectorOptions> options, IHostEnvironment? environment = null)
    {
        if (!string.IsNullOrWhiteSpace(options.Value.TestKey))
        {
            // Environment variables bring \n for line breaks
            Add("Illow:Inspector:TestKey", options.Value.TestKey.Replace("\\n", "\n", StringComparison.Ordinal));
        }

        foreach (var path in options.Value.TestKeyFiles)
        {
            var file = KeyFile.Read(Path.Combine(environment?.ContentRootPath ?? string.Empty, path));
            if (file.Trouble is not null || file.IsTooLarge)
            {
                throw new InvalidOperationException($"Illow:Inspector:TestKeyFiles: the file {path} could not be read ({file.Trouble ?? "too large"}).");
            }

            Add("Illow:Inspector:TestKeyFiles: the file " + path, file.ReadText());
        }
    }

    internal bool IsEmpty => _keys.Count == 0;

    /// <summary>The key that a registration trusts, if it is here.</summary>
    internal IllowTestKey? For(Registration registration) =>
        registration.Keys.Select(key => _keys.GetValueOrDefault(key.Fingerprint)).FirstOrDefault(key => key is not null);

    internal bool Has(IllowPublicKey key) => _keys.ContainsKey(key.Fingerprint);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private void Add(string setting, string pem)
    {
        try
        {
            var key = IllowTestKey.FromPem(pem);
            var numbers = key.Rsa.ExportParameters(includePrivateParameters: false);
            _keys[IllowPublicKey.Create(numbers.Modulus, numbers.Exponent).Fingerprint] = key;
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException($"{setting} is no private key that can sign sample events. {exception.Message}", exception);
        }
    }
}
