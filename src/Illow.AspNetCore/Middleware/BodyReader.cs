using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Middleware;

/// <summary>Reads a request's body once, whole and bounded, into memory that the application may keep.</summary>
internal static class BodyReader
{
    // Up to this a declared length is believed and allocated at once; past it memory grows only with bytes that came
    private const int TrustedLength = 16 * 1024;

    internal enum Status
    {
        /// <summary>The whole body was read.</summary>
        Read,

        /// <summary>The body is over the limit.</summary>
        TooLarge,

        /// <summary>The sender went away or stalled, or the server ended the reading.</summary>
        CutOff,

        /// <summary>Something earlier has read the body and it cannot be rewound.</summary>
        ReadEarlier,

        /// <summary>A decoder that the application put in front cannot make sense of the body.</summary>
        Undecodable,
    }

    /// <param name="Status">How the reading ended.</param>
    /// <param name="Body">The whole body; empty unless it was read.</param>
    /// <param name="Touched">An earlier reader may have taken a part of the body.</param>
    /// <param name="Reason">The exception that cut the body off.</param>
    internal readonly record struct Result(Status Status, byte[] Body, bool Touched = false, Exception? Reason = null);

    internal static async ValueTask<Result> ReadAsync(HttpRequest request, int maximum, CancellationToken cancellationToken)
    {
        var buffered = request.Body.CanSeek;
        try
        {
            return await ReadWholeAsync(request, maximum, cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Result(Status.TooLarge, []);
        }
        catch (Exception exception) when (IsTheSenders(exception, buffered))
        {
            return new Result(Status.CutOff, [], Reason: exception);
        }
        catch (Exception exception) when (IsADecoders(exception))
        {
            return new Result(Status.Undecodable, []);
        }
    }

    // Of a buffered body an IOException may be the buffer's own: disk full, limit reached. That one goes on to the application
    private static bool IsTheSenders(Exception exception, bool buffered) =>
        exception is BadHttpRequestException or OperationCanceledException or ConnectionResetException or ConnectionAbortedException
        || (exception is IOException && !buffered);

    // BrotliStream says so in its own way
    private static bool IsADecoders(Exception exception) =>
        exception is InvalidDataException or InvalidOperationException { Source: "System.IO.Compression.Brotli" };

    private static async ValueTask<Result> ReadWholeAsync(HttpRequest request, int maximum, CancellationToken cancellationToken)
    {
        var stream = request.Body;
        var rewound = stream.CanSeek;
        if (rewound)
        {
            stream.Position = 0;
        }

        // Servers forbid changing the limit once reading began: the only mark that an earlier reader leaves
        var begun = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.IsReadOnly;
        var declared = request.ContentLength;
        var body = declared is { } length and <= TrustedLength && length <= maximum
            ? await ReadDeclaredAsync(stream, (int)length, maximum, cancellationToken)
            : await ReadCountedAsync(stream, [], maximum, cancellationToken);

        if (body is null)
        {
            return new Result(Status.TooLarge, []);
        }

        // Servers throw where a body is cut off. Less than was declared is what another reader left, or what a decoder made of it
        var isShort = body.Length < declared;
        return body.Length == 0 && (begun is true ? declared != 0 : isShort && begun is null)
            ? new Result(Status.ReadEarlier, [])
            : new Result(Status.Read, body, isShort ? begun is not false : begun is true && !rewound && declared is null);
    }

    private static async ValueTask<byte[]?> ReadDeclaredAsync(Stream stream, int length, int maximum, CancellationToken cancellationToken)
    {
        var body = length == 0 ? [] : GC.AllocateUninitializedArray<byte>(length);
        var count = 0;
        while (count < length)
        {
            var read = await stream.ReadAsync(body.AsMemory(count), cancellationToken);
            if (read == 0)
            {
                return body[..count];
            }

            count += read;
        }

        // A length that is no server's framing, as under TestHost, is only a claim
        return await ReadCountedAsync(stream, body, maximum, cancellationToken);
    }

    private static async ValueTask<byte[]?> ReadCountedAsync(Stream stream, byte[] head, int maximum, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(TrustedLength);
        var count = 0;
        try
        {
            while (true)
            {
                // One byte more than allowed may be asked for, so that too much is noticed and nothing beyond it is read
                var free = Math.Min(buffer.Length - count, maximum - head.Length - count + 1);
                var read = await stream.ReadAsync(buffer.AsMemory(count, free), cancellationToken);
                if (read == 0)
                {
                    return count == 0 ? head : [.. head, .. buffer.AsSpan(0, count)];
                }

                count += read;
                if (head.Length + count > maximum)
                {
                    return null;
                }

                if (count == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, count).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
