using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MvcSample.Demo;

/// <summary>The bytes of one delivery, and the signature that is sent with them. Each has its own idempotency key.</summary>
internal sealed record DemoDelivery(string Title, byte[] Body, string Signature)
{
    private const string CompanyId = "6f1d0f7e-0000-4000-8000-00000000c0de";
    private const string SiteId = "6f1d0f7e-0000-4000-8000-000000005173";
    private const string ContentType = "application/json";

    internal static DemoDelivery Created(string title, string id, string hashAlgorithm, DateTimeOffset now) =>
        Sign(title, DemoWebhook.DsrCreated, hashAlgorithm, new
        {
            id,
            companyId = CompanyId,
            createdAt = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            dueDate = now.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            legislation = "GDPR",
            requestStatus = "pending",
        });

    internal static DemoDelivery Updated(string title, string id, string hashAlgorithm) =>
        Sign(title, DemoWebhook.DsrUpdated, hashAlgorithm, new { id, requestStatus = "in progress" });

    /// <summary>The same signature with a body in which somebody has changed the law.</summary>
    internal DemoDelivery Tampered()
    {
        var altered = Encoding.UTF8.GetString(Body).Replace("GDPR", "CCPA", StringComparison.Ordinal);
        return this with { Body = Encoding.UTF8.GetBytes(altered) };
    }

    internal HttpRequestMessage To(Uri url, string signatureHeader)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        request.Headers.TryAddWithoutValidation(signatureHeader, Signature);
        return request;
    }

    /// <summary>The delivery as one line for a shell. Nothing in it holds a single quote: the JSON writer escapes them.</summary>
    internal string ToCurl(Uri url, string signatureHeader) =>
        $"curl -i '{url}' -H 'Content-Type: {ContentType}' -H '{signatureHeader}: {Signature}'"
        + $" --data-binary '{Encoding.UTF8.GetString(Body)}'";

    private static DemoDelivery Sign(string title, DemoWebhook webhook, string hashAlgorithm, object metadata)
    {
        // The signature covers these very bytes: whatever writes the JSON anew breaks it
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            companyId = CompanyId,
            siteId = SiteId,
            idempotencyKey = Guid.NewGuid(),
            metadata,
        });
        return new DemoDelivery(title, body, webhook.Sign(body, hashAlgorithm));
    }
}
