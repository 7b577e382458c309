using System.Text;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>A request as text: the only output that holds a body and a signature, for whoever asks to see them.</summary>
internal static class RequestText
{
    internal static string AsHttp(PreparedRequest request)
    {
        var text = new StringBuilder().Append(request.Method.Method).Append(' ').Append(request.Url.OriginalString).Append('\n');
        foreach (var (name, value) in request.Headers)
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        return text.Append('\n').Append(Encoding.UTF8.GetString(request.Body)).ToString();
    }

    internal static string AsCurl(PreparedRequest request)
    {
        var text = new StringBuilder($"curl --include --request {request.Method.Method} {Quote(request.Url.OriginalString)}");
        foreach (var (name, value) in request.Headers)
        {
            text.Append(" \\\n  --header ").Append(Quote($"{name}: {value}"));
        }

        return text.Append(" \\\n  --data-binary ").Append(Quote(Encoding.UTF8.GetString(request.Body))).ToString();
    }

    internal static object Describe(PreparedRequest request) => new
    {
        request.Event,
        request.IdempotencyKey,
        method = request.Method.Method,
        url = request.Url.OriginalString,
        headers = request.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal),
        body = Encoding.UTF8.GetString(request.Body),
    };

    // Nothing but the apostrophe means anything within apostrophes
    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
