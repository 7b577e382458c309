using System.Security.Cryptography;
using System.Text;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>One signed event, to be sent as often as a test likes, the same bytes each time.</summary>
internal sealed class Event
{
    private readonly byte[] _body;
    private readonly string _signature;

    internal Event(string key, RSA privateKey)
    {
        Key = key;
        _body = Encoding.UTF8.GetBytes($$$"""{"companyId":"c","siteId":"s","idempotencyKey":"{{{key}}}","metadata":{}}""");
        lock (privateKey)
        {
            _signature = Convert.ToBase64String(privateKey.SignData(_body, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        }
    }

    internal string Key { get; }

    internal async Task<Reply> SendAsync(HttpClient client, Uri receiver)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receiver, "/webhooks/illow"));
        request.Content = new ByteArrayContent(_body);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("illow-signature", _signature);
        try
        {
            using var response = await client.SendAsync(request);
            return new Reply((int)response.StatusCode, response.Headers.Contains("idempotent-replayed"));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return Reply.None;
        }
    }
}
