using System.Buffers;
using System.IO.Pipelines;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Idempotency;

/// <summary>
/// Holds back what a handler answers until its event is recorded as done: once a 2xx is on the wire it cannot be taken back. To the
/// handler it is the response of a server: it starts with the first write, runs its OnStarting callbacks, and is then
/// closed to another status. Not thread-safe, as no response is.
/// </summary>
internal sealed class HeldResponse : IHttpResponseFeature, IHttpResponseBodyFeature
{
    private const int FirstCapacity = 256;

    private readonly HttpContext _context;
    private readonly VerifiedDelivery _delivery;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _body;
    private Stack<(Func<object, Task> Callback, object State)>? _onStarting;
    private Stream? _stream;
    private HeldWriter? _writer;
    private byte[]? _bytes;
    private int _count;
    private HeaderDictionary? _sentHeaders;
    private bool _isStarted;
    private bool _isFinished;
    private bool _isCompleted;
    private bool _isOver;

    private HeldResponse(HttpContext context, VerifiedDelivery delivery)
    {
        _context = context;
        _delivery = delivery;
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    }

    internal static HeldResponse Begin(HttpContext context, VerifiedDelivery delivery)
    {
        var held = new HeldResponse(context, delivery);
        held.Install();
        delivery.Response = held;
        return held;
    }

    /// <summary>The handler is done: runs what it left for the start of the response, as a server would now.</summary>
    /// <exception cref="InvalidOperationException">It wrote less than it declared.</exception>
    internal async ValueTask FinishAsync()
    {
        if (_onStarting is not null)
        {
            await RunOnStartingAsync();
        }

        _isFinished = true;

        if (_count < _response.Headers.ContentLength && MayHaveBody)
        {
            throw new InvalidOperationException(
                $"Response Content-Length mismatch: too few bytes written ({_count} of {_response.Headers.ContentLength}).");
        }
    }

    /// <summary>Lets the response go, with what was written.</summary>
    internal async ValueTask SendAsync()
    {
        await FinishAsync();
        End();
        if (_count > 0)
        {
            await _body.Stream.WriteAsync(_bytes.AsMemory(0, _count));
        }
        else if (_isStarted)
        {
            await _body.StartAsync();
        }

        Return();
        if (_isCompleted)
        {
            await _body.CompleteAsync();
        }
    }

    /// <summary>
    /// Forgets what was written and what was to run as it starts, so that another answer can be given; that one is held too.
    /// </summary>
    internal void Reset()
    {
        _onStarting = null;
        _count = 0;
        _sentHeaders = null;
        (_isStarted, _isFinished, _isCompleted) = (false, false, false);
        Install();
    }

    /// <summary>Forgets the response and gives the server's own back.</summary>
    internal void Discard()
    {
        Reset();
        End();
        Return();
    }

    private void Install()
    {
        _context.Features.Set<IHttpResponseFeature>(this);
        _context.Features.Set<IHttpResponseBodyFeature>(this);
    }

    private void End()
    {
        _isOver = true;
        _context.Features.Set(_response);
        _context.Features.Set(_body);
        _delivery.Response = null;
    }

    private void Return()
    {
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = null;
        }
    }

    public int StatusCode
    {
        get => _response.StatusCode;
        set
        {
            ThrowIfStarted(nameof(StatusCode));
            _response.StatusCode = value;
        }
    }

    public string? ReasonPhrase
    {
        get => _response.ReasonPhrase;
        set
        {
            ThrowIfStarted(nameof(ReasonPhrase));
            _response.ReasonPhrase = value;
        }
    }

    public IHeaderDictionary Headers
    {
        get => _isStarted ? _sentHeaders ??= ReadOnly(_response.Headers) : _response.Headers;
        set
        {
            ThrowIfStarted(nameof(Headers));
            _response.Headers = value;
        }
    }

    // Once the handler is done, what counts is whether anything has left
    public bool HasStarted => (_isStarted && !_isFinished) || _response.HasStarted;

    [Obsolete("Use IHttpResponseBodyFeature.Stream instead.")]
    Stream IHttpResponseFeature.Body
    {
        get => Stream;
        set => _context.Response.Body = value;
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        ThrowIfStarted(nameof(OnStarting));
        (_onStarting ??= []).Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _response.OnCompleted(callback, state);

    // Closing it closes nothing: the response ends with the request
    public Stream Stream => _stream ??= Writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => _writer ??= new HeldWriter(this);

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_isStarted)
        {
            return Task.CompletedTask;
        }

        if (_onStarting is not null)
        {
            return StartSlowlyAsync();
        }

        _isStarted = true;
        return Task.CompletedTask;
    }

    public async Task CompleteAsync()
    {
        await StartAsync();
        _isCompleted = true;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    private async Task StartSlowlyAsync()
    {
        await RunOnStartingAsync();
        _isStarted = true;
    }

    // The last one registered comes first, as with servers; one that fails has failed the handler, whoever calls it
    private async Task RunOnStartingAsync()
    {
        while (_onStarting is { Count: > 0 } callbacks)
        {
            var (callback, state) = callbacks.Pop();
            try
            {
                await callback(state);
            }
            catch (Exception exception)
            {
                _delivery.HandlerThrew(exception);
                throw;
            }
        }
    }

    // Nobody may change the headers of a response that has started, as with a server's
    private static HeaderDictionary ReadOnly(IHeaderDictionary headers) =>
        new(new Dictionary<string, StringValues>(headers, StringComparer.OrdinalIgnoreCase)) { IsReadOnly = true };

    private bool MayHaveBody => _response.StatusCode
        is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);

    private Span<byte> Room(int size)
    {
        var needed = _count + Math.Max(size, 1);
        if (_bytes is null || needed > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstCapacity, 2 * _count)));
            _bytes?.AsSpan(0, _count).CopyTo(larger);
            Return();
            _bytes = larger;
        }

        return _bytes.AsSpan(_count);
    }

    // The rule of Kestrel on lengths, which a handler must meet before its event is recorded and not after
    private void Advance(int count)
    {
        if (count == 0 || !MayHaveBody)
        {
            // Nothing of it reaches a sender, whose answer stands: the handler's work is done, and would be done again after an exception
            return;
        }

        if ((long)_count + count > _response.Headers.ContentLength)
        {
            throw new InvalidOperationException(
                $"Response Content-Length mismatch: too many bytes written ({_count + count} of {_response.Headers.ContentLength}).");
        }

        _count += count;
    }

    private void ThrowIfStarted(string member)
    {
        if (_isStarted)
        {
            throw new InvalidOperationException($"{member} cannot be set because the response has already started.");
        }
    }

    private void ThrowIfOver()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_isCompleted)
        {
            throw new InvalidOperationException("Writing is not allowed after writer was completed.");
        }
    }

    /// <summary>The body as a writer; the stream writes through it, so what is written in turns stays in its order.</summary>
    private sealed class HeldWriter(HeldResponse held) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => true;

        // Nothing is on the wire before the event is recorded, but a handler that counts what it has not flushed must come to an end
        public override long UnflushedBytes => Math.Max(0, held._count - _flushed);

        private int _flushed;

        public override void Advance(int bytes)
        {
            held.ThrowIfOver();
            held.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            held.ThrowIfOver();
            held.Room(sizeHint);
            return held._bytes.AsMemory(held._count);
        }

        public override Span<byte> GetSpan(int sizeHint = 0)
        {
            held.ThrowIfOver();
            return held.Room(sizeHint);
        }

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            await held.StartAsync(cancellationToken);
            _flushed = held._count;
            return default;
        }

        // The response starts before what is written: an OnStarting callback may still change its headers
        public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            await held.StartAsync(cancellationToken);
            source.Span.CopyTo(GetSpan(source.Length));
            Advance(source.Length);
            _flushed = held._count;
            return default;
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null) => held._isCompleted = true;
    }
}
