using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>Sends requests, so many at a time, and notes what came back. Follows no redirect, keeps no cookie.</summary>
internal sealed class Sender : IDisposable
{
    /// <summary>Bytes of an answer that are read; what follows does not matter to a sender.</summary>
    private const int LongestAnswer = 64 * 1024;

    private readonly TimeProvider _time;
    private readonly SenderOptions _options;
    private ConnectionFailure? _refusedCertificate;

    internal Sender(TimeProvider time, SenderOptions options)
    {
        _time = time;
        _options = options;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = options.Concurrency,

            // Bytes outside ASCII travel as they came
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = Accept;
        Client = new HttpClient(handler) { Timeout = options.Timeout };
    }

    internal HttpClient Client { get; }

    /// <summary>Sends them all. Ends early when cancelled, with what has been answered by then.</summary>
    internal async Task<SendReport> SendAsync(
        int count,
        Func<int, PreparedRequest> request,
        Action finishedOne,
        CancellationToken cancellationToken)
    {
        var results = new ConcurrentQueue<SendResult>();
        var start = _time.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForAsync(0, count, parallel, async (i, token) =>
            {
                results.Enqueue(await SendAsync(request(i), token));
                finishedOne();
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was answered is still worth a report
        }

        return new SendReport([.. results], count, _time.GetElapsedTime(start).TotalSeconds);
    }

    internal async Task<SendResult> SendAsync(PreparedRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage();
        _options.Verbose?.Write(request);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        var result = new SendResult
        {
            Event = request.Event,
            IdempotencyKey = request.IdempotencyKey,
            KeyFingerprint = request.KeyFingerprint,
        };
        var start = _time.GetTimestamp();
        try
        {
            using var response = await Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var body = await ReadAsync(response.Content, timeout.Token);
            result = result with { Milliseconds = _time.GetElapsedTime(start).TotalMilliseconds };
            _options.Verbose?.Write(response, body);
            return Describe(result, request.Url, response, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return result with { Milliseconds = _time.GetElapsedTime(start).TotalMilliseconds, Failure = Explain(exception) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return result with { Milliseconds = _time.GetElapsedTime(start).TotalMilliseconds, Failure = ConnectionFailure.Timeout };
        }
    }

    /// <summary>Why a request of <see cref="Client"/> got no answer.</summary>
    internal ConnectionFailure Explain(Exception exception)
    {
        var error = (exception as HttpRequestException)?.HttpRequestError ?? (exception as HttpIOException)?.HttpRequestError;
        return error == HttpRequestError.SecureConnectionError && _refusedCertificate is { } refused
            ? refused
            : ConnectionFailure.Of(error ?? HttpRequestError.Unknown);
    }

    public void Dispose() => Client.Dispose();

    private bool Accept(object stream, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || (_options.AcceptUntrusted && IsLoopback((stream as SslStream)?.TargetHostName)))
        {
            return true;
        }

        _refusedCertificate = ConnectionFailure.Of(errors, chain);
        return false;
    }

    private static bool IsLoopback(string? host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[LongestAnswer];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..read];
    }

    private static SendResult Describe(SendResult result, Uri url, HttpResponseMessage response, byte[] body)
    {
        var (problem, detail) = ReadProblem(response, body);
        return result with
        {
            Status = (int)response.StatusCode,
            Replayed = response.Headers.TryGetValues("idempotent-replayed", out var values)
                && values.Contains("true", StringComparer.Ordinal),
            Problem = problem,
            Detail = detail,
            Location = LocationOf(response, url),
        };
    }

    /// <summary>Where a redirect leads; null for other answers.</summary>
    internal static string? LocationOf(HttpResponseMessage response, Uri url) =>
        (int)response.StatusCode is >= 300 and < 400
        && response.Headers.Location is { } location
        && Uri.TryCreate(url, location, out var target)
            ? target.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)
            : null;

    private static (string? Code, string? Detail) ReadProblem(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return (Text(document, "type")?.Split('#')[^1], Text(document, "detail") ?? Text(document, "title"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
