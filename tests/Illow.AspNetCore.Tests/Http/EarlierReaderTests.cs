using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>A component in front that reads the body: rewound where that can be, else 500 and a line that says who must move.</summary>
public sealed class EarlierReaderTests
{
    private const int BodyReadEarlierId = 17;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_ThatBuffers_ChangesNothing(bool chunked)
    {
        await using var app = await StartAsync(async request =>
        {
            request.EnableBuffering();
            await ReadAsync(request.Body, int.MaxValue);
        });
        await AssertHandledAsync(app, chunked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_ThatBuffersToDiskAndStopsHalfWay_ChangesNothing(bool chunked)
    {
        await using var app = await StartAsync(async request =>
        {
            request.EnableBuffering(bufferThreshold: 64);
            await ReadAsync(request.Body, 100);
        });
        await AssertHandledAsync(app, chunked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_ThatTakesTheBody_IsAnswered500(bool chunked)
    {
        await using var app = await StartAsync(request => ReadAsync(request.Body, int.MaxValue));
        await AssertFaultAsync(app, Delivery.Fresh(), chunked);

        // Not even with a signature over what is left: nothing
        await AssertFaultAsync(app, Delivery.Fresh() with { Signatures = [new Delivery([]).Signature] }, chunked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_ThatTakesAPart_IsAnswered500(bool chunked)
    {
        await using var app = await StartAsync(request => ReadAsync(request.Body, 50));
        await AssertFaultAsync(app, Delivery.Fresh(), chunked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_ThatReplacesTheBody_IsAnsweredForWhatItLeft(bool chunked)
    {
        await using var app = await StartAsync(async request =>
        {
            await ReadAsync(request.Body, int.MaxValue);
            request.Body = new MemoryStream();
        });
        await AssertFaultAsync(app, Delivery.Fresh(), chunked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_ThatPeeksThroughThePipe_ChangesNothing(bool chunked)
    {
        await using var app = await StartAsync(async request =>
        {
            var seen = await request.BodyReader.ReadAsync();
            request.BodyReader.AdvanceTo(seen.Buffer.Start, seen.Buffer.End);
        });
        Assert.Equal(200, (await AskAsync(app, Delivery.Fresh(), chunked)).Status);

        // Of a chunked body nobody can tell that nothing is missing, so what does not verify may be the fault of the peeking one
        Assert.Equal(chunked ? 500 : 401, (await AskAsync(app, Delivery.Fresh() with { Key = TestKeys.B }, chunked)).Status);
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Reader_OfAnEmptyBody_IsNoFault()
    {
        await using var app = await StartAsync(request => ReadAsync(request.Body, int.MaxValue));
        Assert.Equal(400, (await AskAsync(app, new Delivery([]), chunked: false)).Status);
    }

    [Fact]
    public async Task Buffer_SmallerThanTheBody_RunsNoHandler()
    {
        await using var app = await StartAsync(request =>
        {
            request.EnableBuffering(bufferThreshold: 16, bufferLimit: 64);
            return Task.CompletedTask;
        });
        Assert.InRange((await AskAsync(app, Delivery.Fresh(), chunked: false)).Status, 400, 599);
        Assert.Empty(app.Notes.Lines);
    }

    private static async Task AssertHandledAsync(WebhookApp app, bool chunked)
    {
        Assert.Equal(200, (await AskAsync(app, Delivery.Fresh(), chunked)).Status);
        Assert.Single(app.Notes.Lines);
        Assert.Equal(401, (await AskAsync(app, Delivery.Fresh() with { Key = TestKeys.B }, chunked)).Status);
    }

    private static async Task AssertFaultAsync(WebhookApp app, Delivery delivery, bool chunked)
    {
        app.Logs.Clear();
        var answer = await AskAsync(app, delivery, chunked);
        Assert.Equal(500, answer.Status);
        Assert.Contains("problems.md#body-read-earlier", answer.Body, StringComparison.Ordinal);
        Assert.Empty(app.Notes.Lines);
        var line = Assert.Single(app.OwnLogs, record => record.Id.Id == BodyReadEarlierId && record.Level == LogLevel.Error);
        Assert.Contains("UseIllowWebhooks()", line.Message, StringComparison.Ordinal);
    }

    private static async Task<RawAnswer> AskAsync(WebhookApp app, Delivery delivery, bool chunked)
    {
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(
            RawHttp.Head([.. RawHttp.Lines(delivery), chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {delivery.Body.Length}"]));
        await connection.SendAsync(chunked ? RawHttp.Chunked(delivery.Body, 60) : delivery.Body);
        return (await connection.ReadAsync())!;
    }

    private static async Task ReadAsync(Stream body, int count)
    {
        var buffer = new byte[25];
        while (count > 0 && await body.ReadAsync(buffer.AsMemory(0, Math.Min(count, buffer.Length))) is > 0 and var read)
        {
            count -= read;
        }
    }

    private static Task<WebhookApp> StartAsync(Func<HttpRequest, Task> read) => WebhookApp.StartAsync(KestrelReceiver.Plan with
    {
        Before = app => app.Use(async (context, next) =>
        {
            await read(context.Request);
            await next();
        }),
    });
}
