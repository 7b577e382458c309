using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Illow.AspNetCore.Configuration;

/// <summary>A key file as it was read: its content, or why there is none. Two are the same content where their stamps are equal.</summary>
internal sealed class KeyFile
{
    internal const int MaximumSize = 64 * 1024;

    private KeyFile(string path, byte[] content, string? readError)
    {
        Path = path;
        ReadError = readError;
        IsTooLarge = content.Length > MaximumSize;

        // By content, not by date and length: tools that swap symbolic links bring files of one date, and keys are of one length
        Stamp = readError ?? Convert.ToBase64String(SHA256.HashData(content));
        Content = content;
    }

    internal string Path { get; }

    internal string Stamp { get; }

    internal bool IsTooLarge { get; }

    /// <summary>The kind of exception that kept the file from being read; null where it was.</summary>
    internal string? ReadError { get; }

    private byte[] Content { get; }

    internal static KeyFile Read(string path)
    {
        try
        {
            // One byte more than allowed: also of what has no length, such as a device
            using var file = File.OpenRead(path);
            var content = new byte[MaximumSize + 1];
            return new KeyFile(path, content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)], null);
        }
        catch (Exception exception)
        {
            return new KeyFile(path, [], exception.GetType().Name);
        }
    }

    /// <summary>The content as text, in the encoding of its byte order mark, else UTF-8.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "Bounded: the content is in memory already")]
    internal string ReadText()
    {
        using var reader = new StreamReader(new MemoryStream(Content));
        return reader.ReadToEnd();
    }
}
