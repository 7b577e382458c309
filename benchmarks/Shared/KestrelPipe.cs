using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>
/// A transport without a network: real Kestrel reads requests from a pipe and writes answers to another, on the caller's thread. What a
/// request costs can then be seen without the noise of sockets.
/// </summary>
internal sealed class KestrelPipe : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext?> _connections = Channel.CreateUnbounded<ConnectionContext?>();

    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.Loopback, 0);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return new(this);
    }

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        _connections.Reader.ReadAsync(cancellationToken);

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryWrite(null);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal KestrelClient Connect()
    {
        var options = new PipeOptions(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);
        var requests = new Pipe(options);
        var answers = new Pipe(options);
        _connections.Writer.TryWrite(new PipeConnection(new Duplex(requests.Reader, answers.Writer)));
        return new KestrelClient(requests.Writer, answers.Reader);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class PipeConnection(IDuplexPipe transport) : ConnectionContext
    {
        public override string ConnectionId { get; set; } = Guid.NewGuid().ToString();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public override IDuplexPipe Transport { get; set; } = transport;
    }
}
