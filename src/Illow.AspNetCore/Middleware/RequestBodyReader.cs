using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Reads a request's body once, whole and bounded, into memory that the application may keep. Memory grows with the bytes that came,
/// never with a length that was only declared.
/// </summary>
internal static class RequestBodyReader
{
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

    /// <param name="context">The request.</param>
    /// <param name="maximum">How many bytes the body may have.</param>
    /// <param name="begun">
    /// Whether something earlier has begun to read: the only mark that it leaves. Null where the server does not tell.
    /// </param>
    internal static async ValueTask<Result> ReadAsync(HttpContext context, int maximum, bool? begun)
    {
        var request = context.Request;
        var stream = request.Body;
        var rewound = stream.CanSeek;
        if (rewound)
        {
            stream.Position = 0;
        }

        byte[]? body;
        try
        {
            body = rewound ? await ReadRewoundAsync(stream, maximum, context) : await ReadAsync(request.BodyReader, maximum, context);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Result(Status.TooLarge, []);
        }
        catch (Exception exception) when (IsTheSenders(exception, rewound))
        {
            return new Result(Status.CutOff, [], Reason: exception);
        }
        catch (Exception exception) when (IsADecoders(exception))
        {
            return new Result(Status.Undecodable, []);
        }

        if (body is null)
        {
            return new Result(Status.TooLarge, []);
        }

        // Servers throw where a body is cut off. Less than was declared is what another reader left, or what a decoder made of it
        var declared = request.ContentLength;
        var isShort = body.Length < declared;
        return body.Length == 0 && (begun is true ? declared != 0 : isShort && begun is null)
            ? new Result(Status.ReadEarlier, [])
            : new Result(Status.Read, body, isShort ? begun is not false : begun is true && !rewound && declared is null);
    }

    // Of a buffered body an IOException may be the buffer's own: disk full, limit reached. That one goes on to the application
    private static bool IsTheSenders(Exception exception, bool buffered) =>
        exception is BadHttpRequestException or OperationCanceledException or ConnectionResetException or ConnectionAbortedException
        || (exception is IOException && !buffered);

    // BrotliStream says so in its own way
    private static bool IsADecoders(Exception exception) =>
        exception is InvalidDataException or InvalidOperationException { Source: "System.IO.Compression.Brotli" };

    private static async ValueTask<byte[]?> ReadRewoundAsync(Stream stream, int maximum, HttpContext context)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            return await ReadAsync(reader, maximum, context);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    // Nearly every delivery is small and has come whole with its headers. Servers make a token source when the token is asked for, so only
    // those who wait do
    private static async ValueTask<byte[]?> ReadAsync(PipeReader reader, int maximum, HttpContext context)
    {
        if (!reader.TryRead(out var read))
        {
            read = await reader.ReadAsync(context.RequestAborted);
        }

        while (true)
        {
            var buffer = read.Buffer;
            if (read.IsCompleted || buffer.Length > maximum)
            {
                // At once where it is too large: a body without an end may never bring another byte to look at
                var body = buffer.Length <= maximum ? buffer.ToArray() : null;
                reader.AdvanceTo(buffer.End);
                return body;
            }

            // The pipe keeps what was only looked at, and sends for more
            reader.AdvanceTo(buffer.Start, buffer.End);
            read = await reader.ReadAsync(context.RequestAborted);
        }
    }
}
