using System.IO.Pipelines;
using System.Text;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>The held response as the two features that a handler finds in place of the server's.</summary>
public sealed class HeldResponseFeatureTests
{
    private readonly DefaultHttpContext _context = new();
    private readonly ServerBody _server = new();
    private readonly HttpResponseFeature _serverResponse = new();
    private readonly VerifiedDelivery _delivery = new(null!, null!, new Endpoint(null, null, null), null!, null!, string.Empty);
    private readonly HeldResponse _held;

    public HeldResponseFeatureTests()
    {
        _context.Features.Set<IHttpResponseBodyFeature>(_server);
        _context.Features.Set<IHttpResponseFeature>(_serverResponse);
        _held = HeldResponse.Begin(_context, _delivery);
    }

    [Fact]
    public async Task Send_WhatWasWrittenInTurns_ReachesTheServerInItsOrder()
    {
        var longer = new string('x', 1000);
        await _held.Stream.WriteAsync("a"u8.ToArray());
        "b"u8.CopyTo(_held.Writer.GetSpan(1));
        _held.Writer.Advance(1);
        await _context.Response.WriteAsync(longer);
        Assert.Equal(0, _server.Written.Length);

        await _held.SendAsync();

        Assert.Equal("ab" + longer, Encoding.UTF8.GetString(_server.Written.ToArray()));
        Assert.Equal((false, false), (_server.Started, _server.Completed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_NothingWritten_StartsTheServersResponseWhereTheHandlerDid(bool starts)
    {
        if (starts)
        {
            await _held.StartAsync();
        }

        await _held.SendAsync();

        Assert.Equal((starts, false), (_server.Started, _server.Completed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_CompletedByTheHandler_CompletesTheServersResponse(bool byWriter)
    {
        if (byWriter)
        {
            await _held.Writer.CompleteAsync();
        }
        else
        {
            await _held.CompleteAsync();
        }

        await _held.SendAsync();

        Assert.True(_server.Completed);
    }

    [Fact]
    public async Task Send_AnyAnswer_RunsWhatWasLeftForItsStartLastFirst()
    {
        var order = new List<string>();
        _context.Response.OnStarting(() => Note(order, "first"));
        _context.Response.OnStarting(() => Note(order, "second"));

        await _held.SendAsync();

        Assert.Equal(["second", "first"], order);
    }

    [Fact]
    public async Task Start_Twice_RunsWhatWasLeftForItOnce()
    {
        var order = new List<string>();
        _context.Response.OnStarting(() => Note(order, "once"));

        await _held.StartAsync();
        await _held.StartAsync();

        Assert.Equal(["once"], order);
        Assert.True(_context.Response.HasStarted);
    }

    public static TheoryData<string> Members => ["StatusCode", "ReasonPhrase", "Headers", "OnStarting"];

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Member_OnceStarted_CannotBeSet(string member)
    {
        await _held.StartAsync();

        var exception = Assert.Throws<InvalidOperationException>(() =>
        {
            switch (member)
            {
                case "StatusCode": _held.StatusCode = 201; break;
                case "ReasonPhrase": _held.ReasonPhrase = "fine"; break;
                case "Headers": _held.Headers = new HeaderDictionary(); break;
                default: _held.OnStarting(_ => Task.CompletedTask, this); break;
            }
        });

        Assert.Equal($"{member} cannot be set because the response has already started.", exception.Message);
    }

    [Fact]
    public async Task Headers_OnceStarted_AreReadOnly()
    {
        _held.Headers["x-early"] = "1";
        await _held.StartAsync();

        Assert.Throws<InvalidOperationException>(() => _held.Headers["x-late"] = "1");
        Assert.Equal("1", _held.Headers["X-EARLY"]);
        Assert.Same(_held.Headers, _held.Headers);
    }

    [Fact]
    public void StreamAndWriter_AskedForTwice_AreTheSame()
    {
        Assert.Same(_held.Stream, _held.Stream);
        Assert.Same(_held.Writer, _held.Writer);
    }

    public static TheoryData<string> Writes => ["Advance", "GetMemory", "GetSpan", "Stream"];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_OnceCompleted_Throws(string way)
    {
        await _held.Writer.CompleteAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(_held, way));

        Assert.Equal("Writing is not allowed after writer was completed.", exception.Message);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_OnceSent_Throws(string way)
    {
        await _held.SendAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => WriteAsync(_held, way));
    }

    [Fact]
    public async Task UnflushedBytes_GrowWithWhatIsWrittenUntilItIsFlushed()
    {
        _held.Writer.GetSpan(6);
        _held.Writer.Advance(6);
        Assert.Equal(6, _held.Writer.UnflushedBytes);

        await _held.Writer.FlushAsync();
        Assert.Equal(0, _held.Writer.UnflushedBytes);

        _held.Reset();
        Assert.Equal(0, _held.Writer.UnflushedBytes);
    }

    [Fact]
    public async Task Write_MoreThanDeclared_Throws()
    {
        _held.Headers.ContentLength = 3;
        await _context.Response.WriteAsync("ab");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => _context.Response.WriteAsync("cd"));

        Assert.Equal("Response Content-Length mismatch: too many bytes written (4 of 3).", exception.Message);
    }

    [Fact]
    public async Task Finish_LessThanDeclared_Throws()
    {
        _held.Headers.ContentLength = 3;
        await _context.Response.WriteAsync("ab");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => _held.FinishAsync().AsTask());

        Assert.Equal("Response Content-Length mismatch: too few bytes written (2 of 3).", exception.Message);
    }

    [Fact]
    public async Task Reset_AnAnswer_LeavesRoomForAnother()
    {
        var order = new List<string>();
        await _context.Response.WriteAsync("first");
        await _context.Response.CompleteAsync();

        _held.Reset();
        _context.Response.StatusCode = 500;
        _context.Response.OnStarting(() => Note(order, "forgotten"));
        _held.Reset();
        await _context.Response.WriteAsync("another");
        await _held.SendAsync();

        Assert.Equal("another", Encoding.UTF8.GetString(_server.Written.ToArray()));
        Assert.Equal((500, false), (_serverResponse.StatusCode, _server.Completed));
        Assert.Empty(order);
    }

    [Fact]
    public async Task Reset_WhereAFilterPutFeaturesOfItsOwn_HoldsTheResponseAgain()
    {
        await _held.FinishAsync();
        _context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        _context.Features.Set<IHttpResponseFeature>(new HttpResponseFeature());

        _held.Reset();

        Assert.Same(_held, _context.Features.Get<IHttpResponseBodyFeature>());
        Assert.Same(_held, _context.Features.Get<IHttpResponseFeature>());
        Assert.False(_context.Response.HasStarted);
        await _context.Response.StartAsync();
        Assert.True(_context.Response.HasStarted);
    }

    [Fact]
    public async Task Discard_AnAnswer_GivesTheServersFeaturesBack()
    {
        await _context.Response.WriteAsync("half an ans");

        _held.Discard();

        Assert.Same(_server, _context.Features.Get<IHttpResponseBodyFeature>());
        Assert.Same(_serverResponse, _context.Features.Get<IHttpResponseFeature>());
        Assert.Null(_delivery.Response);
        Assert.False(_held.HasStarted);
        Assert.Equal(0, _server.Written.Length);
        Assert.Throws<ObjectDisposedException>(() => _held.Writer.GetSpan(1));
    }

    private static Task Note(List<string> order, string name)
    {
        order.Add(name);
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(HeldResponse held, string way)
    {
        switch (way)
        {
            case "Advance": held.Writer.Advance(1); break;
            case "GetMemory": held.Writer.GetMemory(1); break;
            case "GetSpan": held.Writer.GetSpan(1); break;
            default: await held.Stream.WriteAsync("a"u8.ToArray()); break;
        }
    }

    private sealed class ServerBody : IHttpResponseBodyFeature
    {
        internal MemoryStream Written { get; } = new();

        internal bool Started { get; private set; }

        internal bool Completed { get; private set; }

        public Stream Stream => Written;

        public PipeWriter Writer => throw new NotSupportedException();

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default)
        {
            Started = true;
            return Task.CompletedTask;
        }

        public Task CompleteAsync()
        {
            Completed = true;
            return Task.CompletedTask;
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
