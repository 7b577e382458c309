using System.Text.Json;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>Sends requests, so many at a time, and notes what came back. Follows no redirect, keeps no cookie.</summary>
internal sealed class Sender(TimeProvider time, TimeSpan timeout, int concurrency) : IDisposable
{
    private const int LongestProblem = 64 * 1024;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = concurrency,
    })
    {
        Timeout = timeout,
    };

    internal HttpClient Client => _client;

    internal async Task<SendReport> SendAsync(int count, Func<int, OutgoingRequest> request, Action finishedOne, CancellationToken cancellationToken)
    {
        var results = new SendResult[count];
        var start = time.GetTimestamp();
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, options, async (i, token) =>
        {
            results[i] = await SendAsync(request(i), token);
            finishedOne();
        });
        return new SendReport(results, time.GetElapsedTime(start).TotalSeconds);
    }

    internal async Task<SendResult> SendAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage();
        var start = time.GetTimestamp();
        try
        {
            using var response = await _client.SendAsync(message, cancellationToken);
            var elapsed = time.GetElapsedTime(start).TotalMilliseconds;
            var (problem, detail) = await ReadProblemAsync(response, cancellationToken);
            var replayed = response.Headers.TryGetValues("idempotent-replayed", out var values) && values.Contains("true", StringComparer.Ordinal);
            return new SendResult((int)response.StatusCode, replayed, elapsed, problem, detail);
        }
        catch (HttpRequestException exception)
        {
            return Nothing(start, exception.HttpRequestError == HttpRequestError.Unknown ? exception.GetType().Name : exception.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Nothing(start, "timeout");
        }
    }

    public void Dispose() => _client.Dispose();

    private SendResult Nothing(long start, string failure) =>
        new(null, false, time.GetElapsedTime(start).TotalMilliseconds, Failure: failure);

    private static async Task<(string? Slug, string? Detail)> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json" || response.Content.Headers.ContentLength > LongestProblem)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return (Text(document, "type")?.Split('#')[^1], Text(document, "detail") ?? Text(document, "title"));
        }
        catch (JsonException)
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
