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
        using var reader = new StreamReader(new MemoryStream(await ReadAsync(host, path, cancellationToken)));
        return await reader.ReadToEndAsync(cancellationToken);
    }

    internal static async Task<IllowTestKey> ReadPrivateKeyAsync(ToolHost host, string path, CancellationToken cancellationToken) =>
        IllowTestKey.FromPem(await ReadTextAsync(host, path, cancellationToken));
}
