using System.Text;
using System.Text.Json.Serialization;
using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Replaying;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>The first message of a stream. Unless the stream is resumed, the page forgets what it shows.</summary>
internal sealed record StreamStart(
    string Application, string Environment, int Capacity, bool MayReplay, bool IsDevelopment, bool HasDeadLetters, bool Resumed);

/// <summary>What is new or changed since the last message. Deliveries older than <paramref name="Oldest"/> are no longer kept.</summary>
internal sealed record StreamNews(
    IReadOnlyList<DeliveryRecord> Deliveries, long Oldest, IReadOnlyList<MinuteCount> Minutes, DateTimeOffset Now);

/// <summary>The kept deliveries whose content a search found.</summary>
internal sealed record SearchResult(IReadOnlyList<long> Ids);

/// <summary>
/// The request of one delivery, shown on request only: without its query, which often carries a token, and with the signature in
/// Development only. The body is there as text, with replacements for what is not UTF-8, and byte for byte.
/// </summary>
internal sealed record DeliveryContent(
    long Id,
    string Method,
    string Path,
    string Url,
    EnvelopeIds? Envelope,
    IReadOnlyList<ShownHeader> Headers,
    string Body,
    ReadOnlyMemory<byte> BodyBytes,
    bool IsWhole,
    string SignatureHeader,
    string? Signature)
{
    internal static DeliveryContent Of(DeliveryRecord record, string signatureHeader, bool isDevelopment)
    {
        var request = record.Request;
        var query = request.Query.Length > 1 ? "?…" : null;
        return new DeliveryContent(
            record.Id,
            request.Method,
            request.Path + query,
            $"{request.Scheme}://{request.Host}{request.Path}",
            record.Envelope,
            [.. request.Headers.Select(header => ShownHeader.Of(header.Key, header.Value, signatureHeader))],
            Encoding.UTF8.GetString(request.Body.Span),
            request.Body,
            record.IsWhole,
            signatureHeader,
            isDevelopment ? request.Header(signatureHeader) : null);
    }
}

/// <summary>
/// A header as the page shows it. Gateways have many headers for credentials, so only well-known others are shown with their values.
/// </summary>
internal sealed record ShownHeader(string Name, string Value, bool IsHidden)
{
    private const int SignatureShown = 8;

    // A shorter value is not a signature but something that was put in its place
    private const int ShortestSignature = 64;

    private static readonly HashSet<string> WithValue = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection",
        "Content-Digest", "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type",
        "Date", "Digest", "Expect", "Forwarded", "Host", "Pragma", "Request-Id", "TE", "Traceparent", "Transfer-Encoding",
        "User-Agent", "Via",
        "X-Amzn-Trace-Id", "X-Correlation-Id", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto",
        "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Real-IP", "X-Request-Id",
    };

    /// <summary>Whether a header's value holds no credential, or is the signature, which a replay needs.</summary>
    internal static bool MayKeep(string name, string signatureHeader) =>
        WithValue.Contains(name) || IsSignature(name, signatureHeader);

    internal static ShownHeader Of(string name, string value, string signatureHeader) =>
        WithValue.Contains(name) ? new ShownHeader(name, value, false)
        : IsSignature(name, signatureHeader) && value.Length >= ShortestSignature
            ? new ShownHeader(name, $"{value[..SignatureShown]}… ({value.Length} characters)", true)
        : new ShownHeader(name, $"({value.Length} characters)", true);

    private static bool IsSignature(string name, string signatureHeader) =>
        string.Equals(name, signatureHeader, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The webhooks of the application as they are configured now.</summary>
internal sealed record MapView(
    IReadOnlyList<UrlView> Urls,
    IReadOnlyList<RegistrationView> Registrations,
    IReadOnlyList<string> Findings,
    SettingsView Settings,
    IReadOnlyList<SampleView> Samples,
    string? NoSamples);

internal sealed record UrlView(string Url, IReadOnlyList<HandlerView> Handlers, IReadOnlyList<string> Registrations);

/// <summary>
/// One declaration of a handler: its action or method, the events that it takes (none: every event that no other handler of the URL takes),
/// the registrations that may bring one of them, and whether repetitions are recognised for it.
/// </summary>
internal sealed record HandlerView(string Name, IReadOnlyList<string> Events, IReadOnlyList<string> From, bool Idempotent);

internal sealed record RegistrationView(
    string Name, IReadOnlyList<string> Events, IReadOnlyList<KeyView> Keys, bool PinsCompany, bool PinsSite, DateTimeOffset? LastVerified);

internal sealed record KeyView(string Fingerprint, int Bits, bool IsTestKey);

/// <summary>The settings in force. Where handled events are recorded (null: nowhere), and for how long, is said in words.</summary>
internal sealed record SettingsView(
    string SignatureHeader,
    string Hash,
    int MaximumBodySize,
    string? EventProperty,
    string UnhandledEvents,
    string? Store,
    string Retention,
    string? ReloadProblem,
    string? HostProblem);

/// <summary>A sample event that can be sent, with metadata to begin with, as formatted JSON.</summary>
internal sealed record SampleView(string Registration, string Event, string Url, string Metadata);

/// <summary>
/// The result of a replay or a sample. Without status, an exception left the application; without delivery, the request reached no webhook
/// URL.
/// </summary>
internal sealed record RunReport(int? Status, long? Delivery, string? Outcome)
{
    internal static RunReport Of(RunResult result) => new(result.Status, result.Recorded?.Id, result.Recorded?.Outcome);
}

/// <summary>What the queue's engine has given up on, the newest first; not all of it where <paramref name="HasMore"/> is true.</summary>
internal sealed record DeadLetterList(IReadOnlyList<DeadLetterView> Letters, bool HasMore);

/// <summary>
/// A dead letter without its body. The exception's message is there in Development, and where this package wrote it. With the number of
/// the delivery, if this instance still has it.
/// </summary>
internal sealed record DeadLetterView(
    string Id,
    string Event,
    string Registration,
    string Url,
    DateTimeOffset ReceivedAt,
    DateTimeOffset FailedAt,
    string? Exception,
    string? ExceptionMessage,
    long? Delivery)
{
    internal static DeadLetterView Of(IllowDeadLetter letter, DeliveryLog log, bool isDevelopment)
    {
        var delivery = letter.Delivery;
        return new DeadLetterView(
            letter.Id,
            delivery.Event,
            delivery.Webhook,
            delivery.Route,
            delivery.ReceivedAt,
            letter.FailedAt,
            letter.ExceptionType,
            isDevelopment || letter.ExceptionType == typeof(IllowDeliveryRunException).FullName ? letter.ExceptionMessage : null,
            log.FindId(delivery.Id));
    }
}

/// <summary>Why the inspector refuses what the page asked for.</summary>
internal sealed record Problem(string Title);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(DeliveryContent))]
[JsonSerializable(typeof(List<HistoryEntry>))]
[JsonSerializable(typeof(MapView))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(SearchResult))]
[JsonSerializable(typeof(StreamNews))]
[JsonSerializable(typeof(StreamStart))]
internal sealed partial class InspectorJsonContext : JsonSerializerContext;
