using System.Security.Cryptography;
using System.Text;
using Illow.AspNetCore.Testing;
using Illow.Webhooks.Tool.Rendering;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>Reads what the command line names: a file, or the standard input for "-".</summary>
internal static class InputFile
{
    private const string StandardInput = "-";
    private const int LongestName = 300;

    internal static async Task<byte[]> ReadAsync(ToolHost host, string path, CancellationToken cancellationToken)
    {
        if (path == StandardInput)
        {
            using var buffer = new MemoryStream();
            await host.Input.CopyToAsync(buffer, cancellationToken);
            return buffer.ToArray();
        }

        if (!File.Exists(path))
        {
            throw new ToolException($"there is no file {Describe(path)}");
        }

        return await File.ReadAllBytesAsync(path, cancellationToken);
    }

    internal static async Task<string> ReadTextAsync(ToolHost host, string path, CancellationToken cancellationToken) =>
        Decode(await ReadAsync(host, path, cancellationToken));

    /// <summary>The text of a file, whichever encoding an editor or a shell chose for it.</summary>
    internal static string Decode(byte[] bytes)
    {
        // Windows PowerShell redirects in UTF-16
        var encoding = bytes is [0xFF, 0xFE, ..] ? Encoding.Unicode : Encoding.UTF8;
        return encoding.GetString(bytes).TrimStart('\uFEFF');
    }

    internal static async Task<IllowTestKey> ReadPrivateKeyAsync(ToolHost host, string path, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(host, path, cancellationToken);
        if (DerText.IsDer(bytes))
        {
            throw new ToolException(
                $"{Describe(path)} is in DER, a binary format: convert it with `openssl pkey -inform DER -in FILE -out key.pem`");
        }

        try
        {
            return IllowTestKey.FromPem(Decode(bytes));
        }
        catch (CryptographicException exception)
        {
            throw new ToolException($"{Describe(path)} is not a usable private key. {exception.Message}");
        }
    }

    /// <summary>A path for a message. Where a key or a body was given in the place of its file's name, nothing of it is repeated.</summary>
    internal static string Describe(string path) =>
        path.Length > LongestName || path.AsSpan().ContainsAny("\n\r{") || path.Contains("-----", StringComparison.Ordinal)
            ? "of that name: the option takes the name of a file, not its content"
            : Printable.Of(path);
}
