namespace Illow.Webhooks.Tests.Signatures.Policy;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("illow").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
