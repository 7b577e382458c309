using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>The sender at the other end of a <see cref="KestrelPipe"/>: sends a request and waits for the answer. For one thread.</summary>
internal sealed class KestrelClient(PipeWriter requests, PipeReader answers)
{
    internal static byte[] Request(string method, string path, byte[] body, string? signature) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + (signature is null ? null : $"illow-signature: {signature}\r\n") + "\r\n"),
        .. body,
    ];

    /// <summary>The status of the answer. The answers that are compared come in one piece.</summary>
    internal async ValueTask<int> SendAsync(byte[] request)
    {
        await requests.WriteAsync(request);
        var answer = await answers.ReadAsync();
        var status = StatusOf(answer.Buffer);
        answers.AdvanceTo(answer.Buffer.End);
        return status;
    }

    private static int StatusOf(ReadOnlySequence<byte> answer)
    {
        Span<byte> digits = stackalloc byte[3];
        answer.Slice(9, 3).CopyTo(digits);
        return ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + digits[2] - '0';
    }
}
