using System.Globalization;
using System.Text;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Listening;

/// <summary>
/// Writes each delivery as two files: the body byte by byte, and an .http file that names it, which editors and <c>replay</c> send again.
/// They hold personal data, so only their owner may read them.
/// </summary>
internal sealed class RecordingWriter(string folder, TimeProvider time)
{
    private int _count;

    /// <returns>The path of the .http file.</returns>
    internal async Task<string> WriteAsync(PreparedRequest request)
    {
        var (name, body) = CreateBody();
        await using (body)
        {
            await body.WriteAsync(request.Body);
        }

        await using var file = PrivateFile.Create(Path.Combine(folder, name + ".http"), overwrite: false);
        await file.WriteAsync(Encoding.UTF8.GetBytes(TextOf(request, name + ".body")));
        return Path.Combine(folder, name + ".http");
    }

    // Another run may have written to the folder within the same second
    private (string Name, FileStream Body) CreateBody()
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            var number = Interlocked.Increment(ref _count);
            var name = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{number:0000}");
            var path = Path.Combine(folder, name + ".body");
            try
            {
                return (name, PrivateFile.Create(path, overwrite: false));
            }
            catch (IOException) when (File.Exists(path))
            {
                // Taken: the next number
            }
        }
    }

    private static string TextOf(PreparedRequest request, string bodyFile)
    {
        var method = request.Method.Method;
        if (method.StartsWith('#'))
        {
            return "# A request whose method cannot stand in an .http file\n";
        }

        // A brace has no place in a URL, and editors fill in "{{name}}"
        var url = request.Url.OriginalString.Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {url}\n");
        foreach (var (name, value) in request.Headers)
        {
            text.Append(CanStand(name, value) ? $"{name}: {value}\n" : "# A header that cannot stand in an .http file\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n< ./{bodyFile}\n").ToString();
    }

    // "#" begins a comment, "###" the next request; editors fill in "{{name}}", from the environment too
    private static bool CanStand(string name, string value) => !name.StartsWith('#') && !value.Contains("{{", StringComparison.Ordinal);
}
