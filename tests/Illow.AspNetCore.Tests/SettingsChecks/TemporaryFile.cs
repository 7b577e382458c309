namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>A file with that text, gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    internal TemporaryFile(string text)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        Write(text);
    }

    internal string Path { get; }

    internal void Write(string text) => File.WriteAllText(Path, text);

    public void Dispose() => File.Delete(Path);
}
