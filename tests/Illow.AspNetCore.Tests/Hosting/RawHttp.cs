using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>One HTTP/1.1 connection that sends whatever bytes a test gives it: what no well-behaved client would send.</summary>
internal sealed class RawHttp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private RawHttp(Socket socket) => _socket = socket;

    internal static async Task<RawHttp> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        return new RawHttp(socket);
    }

    /// <summary>The head of a request to the webhook URL: the first line, Host, the given lines, and the empty line.</summary>
    internal static string Head(IEnumerable<string> lines, string method = "POST", string target = "/webhooks/illow") =>
        $"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{string.Concat(lines.Select(line => line + "\r\n"))}\r\n";

    /// <summary>A body as one chunk, or as several of the given size, with the trailing lines.</summary>
    internal static byte[] Chunked(byte[] body, int size = int.MaxValue, params string[] trailers)
    {
        var text = new MemoryStream();
        foreach (var chunk in body.Chunk(Math.Min(size, Math.Max(body.Length, 1))))
        {
            text.Write(Encoding.ASCII.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            text.Write(chunk);
            text.Write("\r\n"u8);
        }

        text.Write(Encoding.ASCII.GetBytes("0\r\n" + string.Concat(trailers.Select(line => line + "\r\n")) + "\r\n"));
        return text.ToArray();
    }

    /// <summary>A whole, well-formed request with that delivery.</summary>
    internal static byte[] Request(Delivery delivery, string target = "/webhooks/illow", params string[] more) =>
        [
            .. Encoding.Latin1.GetBytes(Head([.. Lines(delivery), $"Content-Length: {delivery.Body.Length}", .. more], target: target)),
            .. delivery.Body,
        ];

    /// <summary>The header lines of a delivery but those that frame its body.</summary>
    internal static IEnumerable<string> Lines(Delivery delivery) =>
        [
            $"Content-Type: {delivery.ContentType}",
            .. (delivery.Signatures ?? [delivery.Signature]).Select(signature => $"illow-signature: {signature}"),
        ];

    internal Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    internal async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes)..];
        }
    }

    /// <summary>FIN: nothing more will be sent, but an answer would be read.</summary>
    internal void Finish()
    {
        if (_socket.Connected)
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
    }

    /// <summary>RST.</summary>
    internal void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>The next answer on the connection; null where the server closed it instead.</summary>
    internal async Task<RawAnswer?> ReadAsync(bool bodiless = false)
    {
        using var patience = new CancellationTokenSource(Patience);
        if (await ReadLineAsync(patience.Token) is not { Length: > 0 } first)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(patience.Token) is { Length: > 0 } line)
        {
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        var status = int.Parse(first.Split(' ')[1], CultureInfo.InvariantCulture);
        var body = bodiless || status is < 200 or 204 ? "" : await ReadBodyAsync(headers, patience.Token);
        return new RawAnswer(status, headers, body);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReadBodyAsync(Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (headers.TryGetValue("Content-Length", out var length))
        {
            return await ReadTextAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellationToken);
        }

        var body = new StringBuilder();
        while (headers.ContainsKey("Transfer-Encoding"))
        {
            var size = int.Parse((await ReadLineAsync(cancellationToken))!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await ReadTextAsync(size, cancellationToken));
            await ReadLineAsync(cancellationToken);
            if (size == 0)
            {
                break;
            }
        }

        return body.ToString();
    }

    private async Task<string> ReadTextAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = await ReadByteAsync(cancellationToken) ?? throw new EndOfStreamException();
        }

        return Encoding.UTF8.GetString(bytes);
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (await ReadByteAsync(cancellationToken) is { } next)
        {
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next);
        }

        return line.Length == 0 ? null : line.ToString();
    }

    private async ValueTask<byte?> ReadByteAsync(CancellationToken cancellationToken) =>
        _start < _end || await FillAsync(cancellationToken) ? _buffer[_start++] : null;

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            return true;
        }

        try
        {
            (_start, _end) = (0, await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken));
            return _end > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
