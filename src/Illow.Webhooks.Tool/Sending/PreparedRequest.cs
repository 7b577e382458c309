namespace Illow.Webhooks.Tool.Sending;

/// <summary>
/// A request to send, its body byte by byte as given. <paramref name="Event"/>, <paramref name="IdempotencyKey"/> and the fingerprint
/// of the key that signed it are what the report names, where they are known.
/// </summary>
internal sealed record PreparedRequest(
    HttpMethod Method,
    Uri Url,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[] Body,
    string? Event = null,
    string? IdempotencyKey = null,
    string? KeyFingerprint = null)
{
    internal HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Url) { Content = new ByteArrayContent(Body) };
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
