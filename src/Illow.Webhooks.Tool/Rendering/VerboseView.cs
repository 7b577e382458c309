using System.Text;
using Illow.Webhooks.Tool.Sending;
using Microsoft.AspNetCore.WebUtilities;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>Requests and answers line by line, as they go, on the error stream: ">" what is sent, "&lt;" what comes back.</summary>
internal sealed class VerboseView(TextWriter error)
{
    private readonly Lock _lock = new();

    internal void Write(PreparedRequest request)
    {
        lock (_lock)
        {
            WriteLines('>', RequestText.AsHttp(request));
        }
    }

    internal void Write(HttpResponseMessage response, byte[] body)
    {
        lock (_lock)
        {
            WriteLines('<', Head(response));
            WriteLines('<', Encoding.UTF8.GetString(body));
        }
    }

    private static string Head(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var text = new StringBuilder($"HTTP/{response.Version} {status} {ReasonPhrases.GetReasonPhrase(status)}");
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            foreach (var value in values)
            {
                text.Append('\n').Append(name).Append(": ").Append(value);
            }
        }

        return text.Append('\n').ToString();
    }

    private void WriteLines(char mark, string text)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            error.WriteLine($"{mark} {Printable.Of(line.TrimEnd('\r'), int.MaxValue)}".TrimEnd());
        }
    }
}
