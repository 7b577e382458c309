using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>The limit on the body: declared sizes are refused before a byte is read, others once one byte too many has come.</summary>
public sealed class BodySizeTests
{
    // Below and above the size up to which a declared length is believed
    public static TheoryData<int, bool, int> Framings =>
        new MatrixTheoryData<int, bool, int>([700, 16 * 1024, 100_000], [true, false], [-1, 0, 1]);

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Body_AroundTheLimit_IsHandledUpToIt(int limit, bool chunked, int over)
    {
        await using var app = await StartAsync(limit);
        var delivery = OfSize(limit + over);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(
            chunked ? Head(delivery, "Transfer-Encoding: chunked") : Head(delivery, $"Content-Length: {limit + over}"));
        var refused = over > 0;
        if (!chunked)
        {
            // Refused on the head alone: the body is never sent
            await connection.SendAsync(refused ? [] : delivery.Body);
        }
        else
        {
            var whole = RawHttp.Chunked(delivery.Body, 4096);
            await connection.SendAsync(refused ? whole[..^5] : whole);
        }

        var answer = await connection.ReadAsync();
        Assert.Equal(refused ? 413 : 200, answer!.Status);
        Assert.Equal(refused ? 0 : 1, app.Notes.Lines.Count);
        if (refused)
        {
            Assert.Contains("problems.md#body-too-large", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1048577")]
    [InlineData("2147483647")]
    [InlineData("2147483648")]
    [InlineData("4294967297")]
    [InlineData("9223372036854775807")]
    public async Task Length_DeclaredOverTheDefaultLimit_IsRefusedOnTheHead(string length)
    {
        await using var app = await StartAsync(null);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(Head(Delivery.Fresh(), "Content-Length: " + length));
        Assert.Equal(413, (await connection.ReadAsync())!.Status);
    }

    [Fact]
    public async Task Length_DeclaredOverTheLimitWithABadSignature_IsRefusedAsBadlySigned()
    {
        await using var app = await StartAsync(null);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(Head(Delivery.Fresh() with { Signatures = ["AAAA"] }, "Content-Length: 1048577"));
        KestrelReceiver.AssertRefusal((await connection.ReadAsync())!);
    }

    [Fact]
    public async Task Body_ChunkedWithoutEnd_IsRefusedOnceOverTheLimit()
    {
        await using var app = await StartAsync(1000);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(Head(OfSize(900), "Transfer-Encoding: chunked"));

        // One chunk that promises 2 GB and stops after limit + 1 bytes
        await connection.SendAsync("7fffffff\r\n" + new string('x', 1001));
        Assert.Equal(413, (await connection.ReadAsync())!.Status);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Body_OfOneByteChunks_IsHandled()
    {
        await using var app = await StartAsync(1000);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        var delivery = OfSize(1000);
        await connection.SendAsync(Head(delivery, "Transfer-Encoding: chunked"));
        await connection.SendAsync(RawHttp.Chunked(delivery.Body, 1));
        Assert.Equal(200, (await connection.ReadAsync())!.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_EmptyWithAValidSignature_IsNoEnvelope(bool chunked)
    {
        await using var app = await StartAsync(null);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        var empty = new Delivery([]);
        await connection.SendAsync(Head(empty, chunked ? "Transfer-Encoding: chunked" : "Content-Length: 0"));
        await connection.SendAsync(chunked ? RawHttp.Chunked([]) : []);
        var answer = await connection.ReadAsync();
        Assert.Equal(400, answer!.Status);
        Assert.Contains("problems.md#malformed-envelope", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_EmptyWithABadSignature_IsRefusedAsBadlySigned()
    {
        await using var app = await StartAsync(null);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(Head(Delivery.Fresh(), "Content-Length: 0"));
        KestrelReceiver.AssertRefusal((await connection.ReadAsync())!);
    }

    internal static Delivery OfSize(int size)
    {
        var bare = Delivery.Of(metadata: "\"\"", idempotencyKey: Guid.NewGuid().ToString());
        return Delivery.Of(metadata: $"\"{new string('m', size - bare.Body.Length)}\"", idempotencyKey: bare.IdempotencyKey);
    }

    private static string Head(Delivery delivery, string framing) => RawHttp.Head([.. RawHttp.Lines(delivery), framing]);

    private static Task<WebhookApp> StartAsync(int? limit)
    {
        var settings = KestrelReceiver.Settings;
        settings["Illow:MaxRequestBodySize"] = limit?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return WebhookApp.StartAsync(KestrelReceiver.Plan with { Settings = settings });
    }
}
