namespace Illow.Webhooks.Tool.Sending;

/// <summary>A request to send, its body byte by byte as given.</summary>
internal sealed record OutgoingRequest(Uri Url, byte[] Body, IReadOnlyList<KeyValuePair<string, string>> Headers, HttpMethod? Method = null)
{
    internal HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method ?? HttpMethod.Post, Url) { Content = new ByteArrayContent(Body) };
        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
