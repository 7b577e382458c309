using System.Net;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>What has to hold of every proxy that a page shows, before the README's first program.</summary>
public abstract class ProxyTests : IAsyncLifetime
{
    private RunningSnippet _receiver = null!;

    /// <summary>Bodies that a proxy which parses, normalises or recodes would change.</summary>
    public static TheoryData<string> Metadata =>
    [
        "{}",
        """{ "b" : 1.0, "a":1e2,  "text": "\u00e4 ä \/ <&> '+' " }""",
        "{\r\n\t\"lines\": \"CR LF and tabs\"\r\n}",
        $"\"{new string('x', 200_000)}\"",
    ];

    protected static string Receiver => PageProgram.Of("README.md");

    protected abstract Uri Address { get; }

    protected abstract Task StartProxyAsync(Uri receiver);

    protected abstract Task StopProxyAsync();

    public async ValueTask InitializeAsync()
    {
        _receiver = await RunningSnippet.StartAsync(Receiver);
        await StartProxyAsync(_receiver.Address);
    }

    [Theory]
    [MemberData(nameof(Metadata))]
    public async Task Delivery_WithLengthOrInChunks_Verifies(string metadata)
    {
        foreach (var chunked in new[] { false, true })
        {
            using var response = await SendAsync(Delivery.Of(metadata, Guid.NewGuid().ToString()), chunked);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Delivery_Altered_IsRefusedByTheReceiver()
    {
        var genuine = Delivery.Fresh();
        using var response = await SendAsync(new Delivery([.. genuine.Body, (byte)'\n']) { Signatures = [genuine.Signature] });
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Illow-Signature", response.Headers.WwwAuthenticate.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await StopProxyAsync();
        await _receiver.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<HttpResponseMessage> SendAsync(Delivery delivery, bool chunked = false)
    {
        using var client = new HttpClient();
        using var request = delivery.To(new Uri(Address, "/webhooks/illow").ToString());
        request.Headers.TransferEncodingChunked = chunked;
        return await client.SendAsync(request);
    }
}
