using System.Net;
using System.Text;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>Deliveries through nginx, configured as the page says, to the README's first program.</summary>
public sealed class NginxTests : IAsyncLifetime
{
    private RunningSnippet _receiver = null!;
    private NginxServer _nginx = null!;

    public static TheoryData<string> Metadata => ProxiedDeliveries.Metadata;

    public async ValueTask InitializeAsync()
    {
        _receiver = await RunningSnippet.StartAsync(Receiver);
        _nginx = await NginxServer.StartAsync(_receiver.Address);
    }

    [Theory]
    [MemberData(nameof(Metadata))]
    public async Task Delivery_WithLengthOrInChunks_Verifies(string metadata)
    {
        await ProxiedDeliveries.AssertHandledAsync(_nginx.Address, Delivery.Of(metadata, Guid.NewGuid().ToString()), chunked: false);
        await ProxiedDeliveries.AssertHandledAsync(_nginx.Address, Delivery.Of(metadata, Guid.NewGuid().ToString()), chunked: true);
    }

    [Fact]
    public async Task Delivery_Altered_IsRefusedByTheReceiver()
    {
        var genuine = Delivery.Fresh();
        await ProxiedDeliveries.AssertRefusedAsync(_nginx.Address, new Delivery([.. genuine.Body, (byte)'\n']) { Signatures = [genuine.Signature] });
        await ProxiedDeliveries.AssertRefusedAsync(_nginx.Address, genuine.Unsigned());
    }

    [Fact]
    public async Task Delivery_WithTwoSignatures_IsRefused()
    {
        var genuine = Delivery.Fresh();
        using var connection = await RawHttp.ConnectAsync(_nginx.Address);

        await connection.SendAsync(RawHttp.Request(genuine with { Signatures = [genuine.Signature, genuine.Signature] }));

        Assert.Equal(401, (await connection.ReadAsync())!.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delivery_OfTheLimit_VerifiesAndOneByteMoreIs413(bool chunked)
    {
        await ProxiedDeliveries.AssertHandledAsync(_nginx.Address, ProxiedDeliveries.OfSize(ProxiedDeliveries.Limit), chunked);
        await ProxiedDeliveries.AssertAsync(_nginx.Address, ProxiedDeliveries.OfSize(ProxiedDeliveries.Limit + 1), chunked, HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("underscores_in_headers on;", HttpStatusCode.OK)]
    public async Task Header_WithUnderscore_ArrivesOnlyIfNginxIsToldSo(string directive, HttpStatusCode expected)
    {
        await using var receiver = await RunningSnippet.StartAsync(Receiver, "--Illow:SignatureHeader", "illow_signature");
        await using var nginx = await NginxServer.StartAsync(receiver.Address, directive);
        var delivery = Delivery.Fresh();
        var head = RawHttp.Head([$"Content-Type: {delivery.ContentType}", $"illow_signature: {delivery.Signature}", $"Content-Length: {delivery.Body.Length}"]);
        using var connection = await RawHttp.ConnectAsync(nginx.Address);

        await connection.SendAsync((byte[])[.. Encoding.Latin1.GetBytes(head), .. delivery.Body]);

        Assert.Equal((int)expected, (await connection.ReadAsync())!.Status);
    }

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
        {
            await _nginx.DisposeAsync();
        }

        await _receiver.DisposeAsync();
    }

    internal static string Receiver => PageProgram.Of("README.md");
}
