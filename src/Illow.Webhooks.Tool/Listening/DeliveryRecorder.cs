using System.Globalization;
using System.Text;

namespace Illow.Webhooks.Tool.Listening;

/// <summary>
/// Writes each delivery as two files: the body byte by byte, and an .http file that names it, which editors and <c>replay</c> send again.
/// They hold personal data, so only their owner may read them.
/// </summary>
internal sealed class DeliveryRecorder(string folder, TimeProvider time)
{
    private int _count;

    internal async Task<string> RecordAsync(string method, string url, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{Interlocked.Increment(ref _count):0000}");
        await WriteAsync(name + ".body", body, cancellationToken);

        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {url}\n");
        foreach (var (header, value) in headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{header}: {value}\n");
        }

        await WriteAsync(name + ".http", Encoding.UTF8.GetBytes(head.Append(CultureInfo.InvariantCulture, $"\n< ./{name}.body\n").ToString()), cancellationToken);
        return Path.Combine(folder, name + ".http");
    }

    private async Task WriteAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var file = PrivateFile.Create(Path.Combine(folder, name), overwrite: false);
        await file.WriteAsync(content, cancellationToken);
    }
}
