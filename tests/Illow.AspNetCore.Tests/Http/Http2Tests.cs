using System.Globalization;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>The same rules over HTTP/2.</summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private const int Limit = 1000;
    private WebhookApp _app = null!;
    private RawHttp2 _connection = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = KestrelReceiver.Settings;
        settings["Illow:MaxRequestBodySize"] = Limit.ToString(CultureInfo.InvariantCulture);
        _app = await WebhookApp.StartAsync(KestrelReceiver.Plan with { Http2 = true, Settings = settings });
        _app.Logs.Clear();
        _connection = await RawHttp2.ConnectAsync(_app.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Delivery_Signed_IsHandled()
    {
        var delivery = Delivery.Fresh();
        Assert.Equal(200, await AskAsync(delivery));
        Assert.Equal([delivery.IdempotencyKey], _app.Notes.Lines);
    }

    [Fact]
    public async Task Signatures_Wrong_AreRefusedAlike()
    {
        var delivery = Delivery.Fresh();
        IReadOnlyList<string>[] wrong =
        [
            [],
            [""],
            ["AAAA"],
            [delivery.Signature, delivery.Signature],
            [delivery.Signature + ",x"],
            [(delivery with { Key = TestKeys.B }).Signature],
            [delivery.Signature.Insert(9, " ")],
            [(delivery with { Key = TestKeys.C }).Signature],
            [new string('A', 16 * 1024)],
        ];
        foreach (var signatures in wrong)
        {
            var stream = await _connection.BeginAsync(RawHttp2.Fields(delivery with { Signatures = signatures }));
            await _connection.SendAsync(stream, delivery.Body, end: true);
            var answer = await _connection.ReadAsync(stream);
            Assert.Equal(401, answer!.Status);
            Assert.Equal(KestrelReceiver.RefusalBody, answer.Body);
        }

        Assert.Empty(_app.Notes.Lines);
        Assert.Equal(200, await AskAsync(Delivery.Fresh()));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("post")]
    [InlineData("Post")]
    [InlineData("PUT")]
    public async Task Method_Other_Is405(string method)
    {
        var stream = await _connection.BeginAsync(RawHttp2.Fields(Delivery.Fresh(), method), end: true);
        var answer = await _connection.ReadAsync(stream);
        Assert.Equal(405, answer!.Status);
        Assert.Contains("problems.md#method-not-allowed", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signature_InATrailer_IsIgnored()
    {
        var delivery = Delivery.Fresh();
        var stream = await _connection.BeginAsync(RawHttp2.Fields(delivery with { Signatures = [] }));
        await _connection.SendAsync(stream, delivery.Body, end: false);
        await _connection.TrailAsync(stream, ("illow-signature", delivery.Signature));
        Assert.Equal(401, (await _connection.ReadAsync(stream))!.Status);

        stream = await _connection.BeginAsync(RawHttp2.Fields(delivery));
        await _connection.SendAsync(stream, delivery.Body, end: false);
        await _connection.TrailAsync(stream, ("illow-signature", "AAAA"));
        Assert.Equal(200, (await _connection.ReadAsync(stream))!.Status);
    }

    [Theory]
    [InlineData(-1, 200)]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task Body_AroundTheLimit_IsHandledUpToIt(int over, int status)
    {
        var delivery = BodySizeTests.OfSize(Limit + over);
        Assert.Equal(status, await AskAsync(delivery));

        // Declared, the refusal comes on the head alone
        var declared = await _connection.BeginAsync([
            .. RawHttp2.Fields(delivery),
            ("content-length", delivery.Body.Length.ToString(CultureInfo.InvariantCulture)),
        ]);
        if (status == 200)
        {
            await _connection.SendAsync(declared, delivery.Body, end: true);
        }

        Assert.Equal(status, (await _connection.ReadAsync(declared))!.Status);
        Assert.Equal(200, await AskAsync(BodySizeTests.OfSize(Limit)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5000)]
    public async Task Length_ThatDiffersFromTheBody_RunsNoHandler(int declared)
    {
        var delivery = Delivery.Fresh();
        var stream = await _connection.BeginAsync([
            .. RawHttp2.Fields(delivery),
            ("content-length", declared.ToString(CultureInfo.InvariantCulture)),
        ]);
        await _connection.SendAsync(stream, delivery.Body, end: true);
        Assert.NotEqual(200, (await _connection.ReadAsync(stream))?.Status);
        Assert.Empty(_app.Notes.Lines);
    }

    [Fact]
    public async Task Stream_ResetInMidBody_LeavesOneDebugLineAndTheConnection()
    {
        var delivery = Delivery.Fresh();
        var stream = await _connection.BeginAsync(RawHttp2.Fields(delivery));
        await _connection.SendAsync(stream, delivery.Body[..50], end: false);
        await Eventually.HoldsAsync(() =>
            _app.Logs.GetSnapshot().Any(record => record.Message.Contains("started reading request body", StringComparison.Ordinal)));
        await _connection.ResetAsync(stream);
        await Eventually.HoldsAsync(() => _app.OwnLogs.Any(record => record.Id.Id == 18));
        Assert.Equal(200, await AskAsync(Delivery.Fresh()));
        Assert.Equal(LogLevel.Debug, Assert.Single(_app.OwnLogs, record => record.Id.Id is not 10 and < 30).Level);
        Assert.DoesNotContain(_app.Logs.GetSnapshot(), record => record.Level >= LogLevel.Error);
        Assert.DoesNotContain(delivery.IdempotencyKey, _app.Notes.Lines);
    }

    private async Task<int> AskAsync(Delivery delivery)
    {
        var stream = await _connection.BeginAsync(RawHttp2.Fields(delivery));
        await _connection.SendAsync(stream, delivery.Body, end: true);
        return (await _connection.ReadAsync(stream))?.Status ?? 0;
    }
}
