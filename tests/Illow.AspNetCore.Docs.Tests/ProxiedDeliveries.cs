using System.Net;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>What has to hold of every proxy that a page shows.</summary>
internal static class ProxiedDeliveries
{
    internal const int Limit = 1024 * 1024;

    /// <summary>Bodies that a proxy which parses, normalises or recodes would change.</summary>
    internal static TheoryData<string> Metadata =>
    [
        "{}",
        """{ "b" : 1.0, "a":1e2,  "text": "\u00e4 ä \/ <&> '+' " }""",
        "{\r\n\t\"lines\": \"CR LF and tabs\"\r\n}",
        $"\"{new string('x', 200_000)}\"",
    ];

    internal static Task AssertHandledAsync(Uri proxy, Delivery delivery, bool chunked) => AssertAsync(proxy, delivery, chunked, HttpStatusCode.OK);

    internal static async Task AssertRefusedAsync(Uri proxy, Delivery delivery)
    {
        using var response = await SendAsync(proxy, delivery, chunked: false);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Illow-Signature", response.Headers.WwwAuthenticate.ToString());
    }

    internal static async Task AssertAsync(Uri proxy, Delivery delivery, bool chunked, HttpStatusCode expected)
    {
        using var response = await SendAsync(proxy, delivery, chunked);
        Assert.Equal(expected, response.StatusCode);
    }

    /// <summary>A delivery whose body has exactly that many bytes.</summary>
    internal static Delivery OfSize(int size)
    {
        var empty = Delivery.Of(metadata: "\"\"", idempotencyKey: Guid.NewGuid().ToString());
        return Delivery.OfText(System.Text.Encoding.UTF8.GetString(empty.Body).Replace("\"\"", $"\"{new string('x', size - empty.Body.Length)}\"", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> SendAsync(Uri proxy, Delivery delivery, bool chunked)
    {
        using var client = new HttpClient();
        using var request = delivery.To(new Uri(proxy, "/webhooks/illow").ToString());
        request.Headers.TransferEncodingChunked = chunked;
        return await client.SendAsync(request);
    }
}
