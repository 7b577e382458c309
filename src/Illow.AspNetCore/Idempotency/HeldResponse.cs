using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Idempotency;

/// <summary>
/// Holds back what a handler writes until its event is recorded as done: once a 2xx is on the wire it cannot be taken back. A
/// response without a body costs this object alone.
/// </summary>
internal sealed class HeldResponse : IHttpResponseBodyFeature
{
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _real;
    private MemoryStream? _written;
    private PipeWriter? _writer;

    private HeldResponse(HttpContext context, IHttpResponseBodyFeature real)
    {
        _context = context;
        _real = real;
    }

    public Stream Stream => _written ??= new MemoryStream();

    public PipeWriter Writer => _writer ??= PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));

    internal static HeldResponse Begin(HttpContext context)
    {
        var held = new HeldResponse(context, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        context.Features.Set<IHttpResponseBodyFeature>(held);
        return held;
    }

    /// <summary>Lets the response go, with what was written.</summary>
    internal async ValueTask SendAsync()
    {
        if (_writer is not null)
        {
            await _writer.FlushAsync();
        }

        _context.Features.Set(_real);
        if (_written is { Length: > 0 })
        {
            await _real.Stream.WriteAsync(_written.GetBuffer().AsMemory(0, (int)_written.Length));
        }
    }

    /// <summary>Forgets what was written, so that another answer can be given.</summary>
    internal void Discard() => _context.Features.Set(_real);

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CompleteAsync() => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);
}
