using System.Text;
using Illow.AspNetCore.Testing;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>Reads what the command line names: a file, or the standard input for "-".</summary>
internal static class InputFile
{
    private const string StandardInput = "-";

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
            throw new ToolException($"there is no file {path}");
        }

        return await File.ReadAllBytesAsync(path, cancellationToken);
    }

    internal static async Task<string> ReadTextAsync(ToolHost host, string path, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(host, path, cancellationToken);

        // Windows PowerShell redirects in UTF-16
        var encoding = bytes is [0xFF, 0xFE, ..] ? Encoding.Unicode : Encoding.UTF8;
        return encoding.GetString(bytes).TrimStart('\uFEFF');
    }

    internal static async Task<IllowTestKey> ReadPrivateKeyAsync(ToolHost host, string path, CancellationToken cancellationToken) =>
        IllowTestKey.FromPem(await ReadTextAsync(host, path, cancellationToken));
}
