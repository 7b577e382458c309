using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>A delivery as illow sends it, signed by the given key; every part can be spoiled by a test.</summary>
internal sealed record Delivery(byte[] Body)
{
    internal RSA Key { get; init; } = TestKeys.A;

    internal HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA1;

    internal string ContentType { get; init; } = "application/json";

    /// <summary>The header's values instead of the true signature.</summary>
    internal IReadOnlyList<string>? Signatures { get; init; }

    internal string Signature => Convert.ToBase64String(Key.SignData(Body, Hash, RSASignaturePadding.Pkcs1));

    internal static Delivery Of(
        string metadata =
            """{"id":"dsr-1","companyId":"c-1","createdAt":"2026-11-01T10:00:00Z","dueDate":"2026-12-01","""
            + "\"legislation\":\"GDPR\",\"requestStatus\":\"pending\"}",
        string idempotencyKey = "key-1",
        string companyId = "c-1",
        string siteId = "s-1",
        string more = ""
    ) =>
        OfText(
            $"{{\"companyId\":\"{companyId}\",\"siteId\":\"{siteId}\",\"idempotencyKey\":\"{idempotencyKey}\""
            + $"{more},\"metadata\":{metadata}}}");

    /// <summary>
    /// A delivery that no other one repeats; <paramref name="event"/> is named in the signed body, which tells it by the default settings.
    /// </summary>
    internal static Delivery Fresh(string? @event = null) =>
        Of(idempotencyKey: Guid.NewGuid().ToString(), more: @event is null ? string.Empty : $",\"event\":\"{@event}\"");

    internal static Delivery OfText(string body) => new(Encoding.UTF8.GetBytes(body));

    internal Delivery Unsigned() => this with { Signatures = [] };

    internal Delivery By(RSA key) => this with { Key = key };

    /// <summary>The idempotency key in the body, be it JSON or not.</summary>
    internal string IdempotencyKey => Encoding.UTF8.GetString(Body).Split("\"idempotencyKey\"")[1].Split('"')[1];

    internal HttpRequestMessage To(string url, HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Post, url) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = ContentType.Length == 0 ? null : MediaTypeHeaderValue.Parse(ContentType);
        foreach (var signature in Signatures ?? [Signature])
        {
            request.Headers.TryAddWithoutValidation("illow-signature", signature);
        }

        return request;
    }
}
