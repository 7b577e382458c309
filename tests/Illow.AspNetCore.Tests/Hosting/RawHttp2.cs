using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>
/// One HTTP/2 connection by prior knowledge (RFC 9113, 3.3) that sends the header fields it is given, without a client's corrections.
/// Knows just enough of HPACK for that: literals out, the status of an answer in.
/// </summary>
internal sealed class RawHttp2 : IDisposable
{
    private const byte Data = 0, Headers = 1, ResetStream = 3, Settings = 4, GoAway = 7, Continuation = 9;
    private const byte EndStream = 1, Acknowledge = 1, EndHeaders = 4;
    private const int LargestFrame = 16 * 1024;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private int _lastStream = -1;

    private RawHttp2(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    internal static async Task<RawHttp2> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        var connection = new RawHttp2(socket);
        await connection._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());

        // No dynamic table, so that an answer's status is always spelled out
        await connection.FrameAsync(Settings, 0, 0, [0, 1, 0, 0, 0, 0]);
        return connection;
    }

    /// <summary>The fields of a delivery, in the lower case that HTTP/2 asks for.</summary>
    internal static IEnumerable<(string Name, string Value)> Fields(
        Delivery delivery,
        string method = "POST",
        string path = "/webhooks/illow"
    ) =>
        [
            (":method", method),
            (":scheme", "http"),
            (":path", path),
            (":authority", "localhost"),
            ("content-type", delivery.ContentType),
            .. (delivery.Signatures ?? [delivery.Signature]).Select(signature => ("illow-signature", signature)),
        ];

    internal async Task<int> BeginAsync(IEnumerable<(string Name, string Value)> fields, bool end = false)
    {
        var blocks = Encode(fields).Chunk(LargestFrame).ToArray();
        _lastStream += 2;
        for (var i = 0; i < blocks.Length; i++)
        {
            var flags = (i == blocks.Length - 1 ? EndHeaders : 0) | (i == 0 && end ? EndStream : 0);
            await FrameAsync(i == 0 ? Headers : Continuation, (byte)flags, _lastStream, blocks[i]);
        }

        return _lastStream;
    }

    internal async Task SendAsync(int stream, byte[] body, bool end)
    {
        foreach (var part in body.Chunk(LargestFrame))
        {
            await FrameAsync(Data, 0, stream, part);
        }

        if (end)
        {
            await FrameAsync(Data, EndStream, stream, []);
        }
    }

    internal Task TrailAsync(int stream, params (string Name, string Value)[] trailers) =>
        FrameAsync(Headers, EndHeaders | EndStream, stream, Encode(trailers));

    internal Task ResetAsync(int stream) => FrameAsync(ResetStream, 0, stream, [0, 0, 0, 8]);

    /// <summary>The whole answer on a stream; null where the server reset the stream or ended the connection.</summary>
    internal async Task<RawAnswer?> ReadAsync(int wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var status = 0;
        var body = new MemoryStream();
        while (true)
        {
            var head = new byte[9];
            if (await _stream.ReadAtLeastAsync(head, 9, throwOnEndOfStream: false, patience.Token) < 9)
            {
                return null;
            }

            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await _stream.ReadExactlyAsync(payload, patience.Token);
            var (type, flags, stream) = (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
            if (type == Settings && flags != Acknowledge)
            {
                await FrameAsync(Settings, Acknowledge, 0, []);
            }

            if (type == GoAway || (type == ResetStream && stream == wanted && status == 0))
            {
                return null;
            }

            if (stream != wanted || type is not (Headers or Data))
            {
                continue;
            }

            status = type == Headers && status < 200 ? StatusOf(payload) : status;
            body.Write(type == Data ? payload : []);
            if ((flags & EndStream) != 0)
            {
                return new RawAnswer(status, new Dictionary<string, string>(), Encoding.UTF8.GetString(body.ToArray()));
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    // RFC 7541, 6.1 and 6.2: entries 8 to 14 of the static table are statuses, others come as a literal with the name of entry 8
    private static int StatusOf(byte[] block)
    {
        var start = Array.FindIndex(block, b => (b & 0xe0) != 0x20);
        return block[start] is >= 0x88 and <= 0x8e
            ? ((int[])[200, 204, 206, 304, 400, 404, 500])[block[start] - 0x88]
            : int.Parse(Encoding.ASCII.GetString(block, start + 2, 3), CultureInfo.InvariantCulture);
    }

    private static byte[] Encode(IEnumerable<(string Name, string Value)> fields)
    {
        var block = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            block.WriteByte(0);
            Write(block, name);
            Write(block, value);
        }

        return block.ToArray();
    }

    private static void Write(MemoryStream block, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var length = bytes.Length;
        block.WriteByte((byte)Math.Min(length, 127));
        if (length >= 127)
        {
            for (length -= 127; length >= 128; length >>= 7)
            {
                block.WriteByte((byte)(length | 128));
            }

            block.WriteByte((byte)length);
        }

        block.Write(bytes);
    }

    private Task FrameAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame =
        [
            (byte)(payload.Length >> 16),
            (byte)(payload.Length >> 8),
            (byte)payload.Length,
            type,
            flags,
            0,
            0,
            0,
            0,
            .. payload,
        ];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        return _stream.WriteAsync(frame).AsTask();
    }
}
