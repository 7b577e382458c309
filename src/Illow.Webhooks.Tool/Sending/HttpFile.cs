using System.Text;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>
/// The .http files of editors: requests separated by lines of "###", a body in place or named by "&lt; file". A body in place loses the
/// line break before the separator or the end, which belongs to the file; one that is named stays byte by byte as it is.
/// </summary>
internal static class HttpFile
{
    private const string Separator = "###";

    internal static IReadOnlyList<RecordedRequest> Read(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. Blocks(File.ReadAllText(path)).Select(block => Parse(block, path, folder)).OfType<RecordedRequest>()];
    }

    private static IEnumerable<string> Blocks(string text)
    {
        var block = new StringBuilder();
        foreach (var line in LinesOf(text))
        {
            if (line.StartsWith(Separator, StringComparison.Ordinal))
            {
                yield return block.ToString();
                block.Clear();
            }
            else
            {
                block.Append(line);
            }
        }

        yield return block.ToString();
    }

    private static RecordedRequest? Parse(string block, string path, string folder)
    {
        var lines = new Queue<string>(LinesOf(block).SkipWhile(line => string.IsNullOrWhiteSpace(line) || IsComment(line)));
        if (!lines.TryDequeue(out var first))
        {
            return null;
        }

        var words = first.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length < 2)
        {
            throw new ToolException($"a request in {path} does not begin with a method and a URL");
        }

        var headers = new List<KeyValuePair<string, string>>();
        while (lines.TryDequeue(out var line) && !string.IsNullOrWhiteSpace(line))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (!IsComment(line) && colon > 0)
            {
                headers.Add(new(line[..colon].Trim(), line[(colon + 1)..].Trim()));
            }
        }

        return new RecordedRequest(words[0], words[1], headers, Body(string.Concat(lines), path, folder));
    }

    private static byte[] Body(string text, string path, string folder)
    {
        if (text.StartsWith("< ", StringComparison.Ordinal))
        {
            var file = Path.GetFullPath(text[2..].Trim(), folder);
            return File.Exists(file)
                ? File.ReadAllBytes(file)
                : throw new ToolException($"{path} names a body that does not exist: {Path.GetFileName(file)}");
        }

        var end = text.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : text.EndsWith('\n') ? 1 : 0;
        return Encoding.UTF8.GetBytes(text[..^end]);
    }

    private static bool IsComment(string line) => line.StartsWith('#') || line.StartsWith("//", StringComparison.Ordinal);

    // With their line breaks
    private static IEnumerable<string> LinesOf(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            yield return text[start..end];
            start = end;
        }
    }
}
