using System.Text;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>A folder of its own, gone after the test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-tool-");
    private int _count;

    internal string Name => _folder.FullName;

    internal string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    internal string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    internal string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), content);
        return Path(name);
    }

    /// <summary>A file whose name does not matter.</summary>
    internal string Write(byte[] content) => Write($"file-{++_count}", content);

    internal string[] Files(string pattern) => [.. Directory.GetFiles(_folder.FullName, pattern).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);
}
