using System.IO.Compression;
using System.Security.Cryptography;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>
/// UseRequestDecompression() in front, which takes Content-Encoding away: what was signed is then compared with what it made of the
/// body. A handler sees those bytes only where the signature holds over them.
/// </summary>
public sealed class DecompressionTests
{
    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("br", false)]
    [InlineData("deflate", true)]
    public async Task Body_SignedBeforeItWasCompressed_IsHandled(string encoding, bool chunked)
    {
        await using var app = await StartAsync();
        var delivery = BodySizeTests.OfSize(2_000);
        Assert.Equal(200, await AskAsync(app, Compress(delivery.Body, encoding), encoding, delivery.Signature, chunked));
        Assert.Equal([delivery.IdempotencyKey], app.Notes.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_SignedAfterItWasCompressed_IsRefused(bool chunked)
    {
        await using var app = await StartAsync();
        var compressed = Compress(Delivery.Fresh().Body, "gzip");
        Assert.Equal(401, await AskAsync(app, compressed, "gzip", new Delivery(compressed).Signature, chunked));
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_ThatCompressionMadeLonger_IsJudgedByItsSignature(bool chunked)
    {
        // So that Content-Length, which is that of the compressed body, exceeds what is read
        await using var app = await StartAsync();
        var random = Convert.ToBase64String(RandomNumberGenerator.GetBytes(60));
        var delivery = Delivery.OfText($$"""{"companyId":"c","siteId":"s","idempotencyKey":"{{random}}","metadata":1}""");
        var longer = Compress(delivery.Body, "stored");
        Assert.True(longer.Length > delivery.Body.Length);
        Assert.Equal(200, await AskAsync(app, longer, "gzip", delivery.Signature, chunked));
        Assert.Equal(401, await AskAsync(app, longer, "gzip", (delivery with { Key = TestKeys.B }).Signature, chunked));
        Assert.Equal([delivery.IdempotencyKey], app.Notes.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_ThatGrowsOverTheLimit_IsRefused(bool chunked)
    {
        await using var app = await StartAsync();
        var bomb = Compress(new byte[20_000_000], "gzip");
        Assert.True(bomb.Length < 40_000);
        Assert.Equal(413, await AskAsync(app, bomb, "gzip", Delivery.Fresh().Signature, chunked));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Body_ThatIsNotCompressedAsItSays_IsNoMediaType(string encoding)
    {
        await using var app = await StartAsync();
        var delivery = Delivery.Fresh();
        Assert.Equal(415, await AskAsync(app, delivery.Body, encoding, delivery.Signature, chunked: false));
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Body_CutInTheMiddleOfItsCompression_RunsNoHandler()
    {
        await using var app = await StartAsync();
        var delivery = BodySizeTests.OfSize(2_000);
        Assert.InRange(await AskAsync(app, Compress(delivery.Body, "gzip")[..^30], "gzip", delivery.Signature, chunked: false), 400, 499);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Body_OfAnEncodingThatNothingDecodes_IsRefused()
    {
        await using var app = await StartAsync();
        var delivery = Delivery.Fresh();
        Assert.Equal(415, await AskAsync(app, delivery.Body, "zstd", delivery.Signature, chunked: false));
        Assert.Equal(415, await AskAsync(app, delivery.Body, "gzip, gzip", delivery.Signature, chunked: false));
    }

    private static async Task<int> AskAsync(WebhookApp app, byte[] body, string encoding, string signature, bool chunked)
    {
        using var connection = await RawHttp.ConnectAsync(app.Address);
        var lines = RawHttp.Lines(new Delivery(body) { Signatures = [signature] });
        await connection.SendAsync(
            RawHttp.Head([
                .. lines,
                "Content-Encoding: " + encoding,
                chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}",
            ]));
        await connection.SendAsync(chunked ? RawHttp.Chunked(body, 60) : body);
        return (await connection.ReadAsync())!.Status;
    }

    private static byte[] Compress(byte[] body, string encoding)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest),
            "stored" => new GZipStream(compressed, CompressionLevel.NoCompression),
            _ => new GZipStream(compressed, CompressionLevel.SmallestSize),
        })
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }

    private static Task<WebhookApp> StartAsync() => WebhookApp.StartAsync(KestrelReceiver.Plan with
    {
        Services = services => services.AddRequestDecompression(),
        Before = app => app.UseRequestDecompression(),
    });
}
