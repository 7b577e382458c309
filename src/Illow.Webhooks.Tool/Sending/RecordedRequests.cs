namespace Illow.Webhooks.Tool.Sending;

/// <summary>Reads requests from a file of recorded ones, by its ending.</summary>
internal static class RecordedRequests
{
    internal static IReadOnlyList<RecordedRequest> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ToolException($"there is no file {path}");
        }

        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".HAR" => HarFile.Read(File.ReadAllBytes(path)),
            ".HTTP" or ".REST" => HttpFile.Read(path),
            _ => throw new ToolException($"{path} ends neither in .har nor in .http"),
        };
    }
}
