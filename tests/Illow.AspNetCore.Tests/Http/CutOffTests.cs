using System.Diagnostics;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Senders that go away or stall in the middle of the body: no handler runs, and one Debug line says so.</summary>
public sealed class CutOffTests
{
    private const int BodyCutOffId = 18;

    public static TheoryData<bool, bool, bool> Ends => new MatrixTheoryData<bool, bool, bool>([true, false], [true, false], [true, false]);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Sender_GoneInMidBody_LeavesOneDebugLine(bool reset, bool chunked, bool buffered)
    {
        await using var app = await StartAsync(buffered);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        var delivery = Delivery.Fresh();
        await SendHalfAsync(connection, delivery, chunked);
        if (reset)
        {
            // Only once the body is being read: a reset before that would end the connection with no request at all
            await Eventually.HoldsAsync(() =>
                app.Logs.GetSnapshot().Any(record => record.Message.Contains("started reading request body", StringComparison.Ordinal)));
            connection.Reset();
        }
        else
        {
            // Kestrel may close its side before an answer goes out
            connection.Finish();
            Assert.Contains((await connection.ReadAsync())?.Status, (int?[])[null, 400]);
        }

        await AssertOneDebugLineAsync(app);

        // Nothing was claimed either
        using var whole = await app.SendAsync(delivery);
        Assert.Equal(200, (int)whole.StatusCode);
        Assert.Equal([delivery.IdempotencyKey], app.Notes.Lines);
    }

    [Fact]
    public async Task Sender_GoneBeforeTheBody_LeavesOneDebugLine()
    {
        await using var app = await StartAsync(buffered: false);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        var delivery = Delivery.Fresh();
        await connection.SendAsync(RawHttp.Head([.. RawHttp.Lines(delivery), $"Content-Length: {delivery.Body.Length}"]));
        connection.Finish();
        Assert.Contains((await connection.ReadAsync())?.Status, (int?[])[null, 400]);
        await AssertOneDebugLineAsync(app);
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("5\r\nabcdefgh\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("fffffffffffffffff\r\n")]
    [InlineData("\r\n\r\n")]
    public async Task Chunks_OutOfForm_RunNoHandler(string chunk)
    {
        await using var app = await StartAsync(buffered: false);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(RawHttp.Head([.. RawHttp.Lines(Delivery.Fresh()), "Transfer-Encoding: chunked"]));
        await connection.SendAsync(chunk);
        Assert.Equal(400, (await connection.ReadAsync())!.Status);
        await AssertOneDebugLineAsync(app);
    }

    [Fact]
    public async Task Sender_OfAByteASecond_IsAnswered408()
    {
        await using var app = await StartAsync(
            buffered: false, kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(100, TimeSpan.FromSeconds(1.1)));
        using var connection = await RawHttp.ConnectAsync(app.Address);
        var delivery = Delivery.Fresh();
        await connection.SendAsync(RawHttp.Head([.. RawHttp.Lines(delivery), $"Content-Length: {delivery.Body.Length}"]));
        var watch = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        var trickle = TrickleAsync(connection, delivery.Body, stop.Token);
        Assert.Equal(408, (await connection.ReadAsync())!.Status);
        await stop.CancelAsync();
        await trickle;
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 60);
        await AssertOneDebugLineAsync(app);
    }

    private static async Task TrickleAsync(RawHttp connection, byte[] body, CancellationToken stop)
    {
        for (var i = 0; i < body.Length && !stop.IsCancellationRequested; i++)
        {
            await connection.SendAsync(body.AsMemory(i, 1));
            await Task.Delay(1000, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static async Task SendHalfAsync(RawHttp connection, Delivery delivery, bool chunked)
    {
        await connection.SendAsync(
            RawHttp.Head([.. RawHttp.Lines(delivery), chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {delivery.Body.Length}"]));
        await connection.SendAsync(chunked ? RawHttp.Chunked(delivery.Body)[..^40] : delivery.Body[..^40]);
    }

    // Ids from 30 on are of the idempotency store, which warns at start
    private static IEnumerable<Microsoft.Extensions.Logging.Testing.FakeLogRecord> OfRequests(WebhookApp app) =>
        app.OwnLogs.Where(record => record.Id.Id < 30);

    private static async Task AssertOneDebugLineAsync(WebhookApp app)
    {
        // The request's end is logged after the sender has gone
        await Eventually.HoldsAsync(() => OfRequests(app).Any());
        var line = Assert.Single(OfRequests(app));
        Assert.Equal(BodyCutOffId, line.Id.Id);
        Assert.Equal(LogLevel.Debug, line.Level);
        Assert.Empty(app.Notes.Lines);
        Assert.DoesNotContain(app.Logs.GetSnapshot(), record => record.Level >= LogLevel.Error);
    }

    private static async Task<WebhookApp> StartAsync(bool buffered, Action<KestrelServerOptions>? server = null)
    {
        var app = await WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            Server = server,
            Before = web => web.Use((context, next) =>
            {
                if (buffered)
                {
                    context.Request.EnableBuffering();
                }

                return next();
            }),
        });
        app.Logs.Clear();
        return app;
    }
}
