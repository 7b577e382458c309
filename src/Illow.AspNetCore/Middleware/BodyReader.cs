using System.Buffers;
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
    }

    /// <param name="Status">How the reading ended.</param>
    /// <param name="Body">The whole body; empty unless it was read.</param>
    /// <param name="Touched">An earlier reader had begun with the body.</param>
    /// <param name="Reason">The exception that cut the body off.</param>
    internal readonly record struct Result(Status Status, byte[] Body, bool Touched = false, Exception? Reason = null);

    internal static async ValueTask<Result> ReadAsync(HttpRequest request, int maximum, CancellationToken cancellationToken)
    {
        var rewindable = request.Body.CanSeek;
        try
        {
            return await ReadWholeAsync(request, maximum, cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Result(Status.TooLarge, []);
        }
        catch (Exception exception) when (exception is BadHttpRequestException or OperationCanceledException || (exception is IOException && !rewindable))
        {
            // A rewindable body's own IOException is the buffer's, not the sender's: that one goes on to the application
            return new Result(Status.CutOff, [], Reason: exception);
        }
    }

    private static async ValueTask<Result> ReadWholeAsync(HttpRequest request, int maximum, CancellationToken cancellationToken)
    {
        var stream = request.Body;
        var touched = false;
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }
        else
        {
            // Servers forbid changing the limit once reading began: the only mark that an earlier reader leaves
            touched = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.IsReadOnly == true;
        }

        var declared = request.ContentLength;
        var body = declared is { } length and <= TrustedLength && length <= maximum
            ? await ReadDeclaredAsync(stream, (int)length, maximum, cancellationToken)
            : await ReadCountedAsync(stream, [], maximum, cancellationToken);

        if (body is null)
        {
            return new Result(Status.TooLarge, []);
        }

        // Servers throw where a body is cut off, so less than was declared means that another reader had the rest
        return body.Length < declared || (touched && body.Length == 0)
            ? new Result(Status.ReadEarlier, [], touched)
            : new Result(Status.Read, body, touched);
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
