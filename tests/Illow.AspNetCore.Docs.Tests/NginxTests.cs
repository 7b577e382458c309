using System.Net;
using System.Text;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>Deliveries through nginx, configured as the page says.</summary>
public sealed class NginxTests : ProxyTests
{
    private const int Limit = 1024 * 1024;

    private NginxServer? _nginx;

    protected override Uri Address => _nginx!.Address;

    [Fact]
    public async Task Delivery_WithTwoSignatures_IsRefused()
    {
        var genuine = Delivery.Fresh();
        using var connection = await RawHttp.ConnectAsync(Address);

        await connection.SendAsync(RawHttp.Request(genuine with { Signatures = [genuine.Signature, genuine.Signature] }));

        Assert.Equal(401, (await connection.ReadAsync())!.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delivery_OfTheLimit_VerifiesAndOneByteMoreIs413(bool chunked)
    {
        using var largest = await SendAsync(OfSize(Limit), chunked);
        using var larger = await SendAsync(OfSize(Limit + 1), chunked);

        Assert.Equal(HttpStatusCode.OK, largest.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, larger.StatusCode);
    }

    [Theory]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("underscores_in_headers on;", HttpStatusCode.OK)]
    public async Task Header_WithUnderscore_ArrivesOnlyIfNginxIsToldSo(string directive, HttpStatusCode expected)
    {
        await using var receiver = await RunningSnippet.StartAsync(Receiver, "--Illow:SignatureHeader", "illow_signature");
        await using var nginx = await NginxServer.StartAsync(receiver.Address, directive);
        var delivery = Delivery.Fresh();
        var head = RawHttp.Head(
        [
            $"Content-Type: {delivery.ContentType}",
            $"illow_signature: {delivery.Signature}",
            $"Content-Length: {delivery.Body.Length}",
        ]);
        using var connection = await RawHttp.ConnectAsync(nginx.Address);

        await connection.SendAsync((byte[])[.. Encoding.Latin1.GetBytes(head), .. delivery.Body]);

        Assert.Equal((int)expected, (await connection.ReadAsync())!.Status);
    }

    protected override async Task StartProxyAsync(Uri receiver) => _nginx = await NginxServer.StartAsync(receiver);

    protected override async Task StopProxyAsync()
    {
        if (_nginx is not null)
        {
            await _nginx.DisposeAsync();
        }
    }

    private static Delivery OfSize(int size)
    {
        var empty = Delivery.Of(metadata: "\"\"", idempotencyKey: Guid.NewGuid().ToString());
        var metadata = $"\"{new string('x', size - empty.Body.Length)}\"";
        return Delivery.OfText(Encoding.UTF8.GetString(empty.Body).Replace("\"\"", metadata, StringComparison.Ordinal));
    }
}
