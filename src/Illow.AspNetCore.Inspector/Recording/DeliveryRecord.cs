using System.Text.Json.Serialization;

namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>
/// One request to a webhook URL, as the log keeps it and as the page lists it. What is serialized identifies no person; the
/// <see cref="Request"/> and the <see cref="Envelope"/> do, and are shown on request only. Times are in milliseconds. Immutable once
/// logged.
/// </summary>
internal sealed record DeliveryRecord
{
    // An object with its fields, its place in the log and its part of the indexes
    private const int Overhead = 512;

    /// <summary>Counts from 1; assigned by the log.</summary>
    public long Id { get; set; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The route, as the startup audit names it.</summary>
    public required string Url { get; init; }

    public string? Event { get; init; }

    public string? Registration { get; init; }

    /// <summary>The fingerprint of the key that verified the signature.</summary>
    public string? Key { get; init; }

    public required string Outcome { get; init; }

    /// <summary>The status code that was sent; null where the connection ended without an answer.</summary>
    public int? Status { get; init; }

    /// <summary>The explanation that answers carry in Development.</summary>
    public string? Reason { get; init; }

    /// <summary>The type of what the handler, or other code of the application, threw.</summary>
    public string? Exception { get; init; }

    /// <summary>The exception's message; null outside Development.</summary>
    public string? ExceptionMessage { get; init; }

    public string? TraceId { get; init; }

    public required double Total { get; init; }

    public double? Read { get; init; }

    public double? Verify { get; init; }

    public double? Handler { get; init; }

    /// <summary>How long the body was, in bytes.</summary>
    public required int BodySize { get; init; }

    /// <summary>Whether the request is kept with its whole body, or had none to read.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>The oldest kept delivery of the same event, if that is another one; assigned by the log.</summary>
    public long? First { get; set; }

    /// <summary>The delivery that the inspector sent again.</summary>
    public long? ReplayOf { get; init; }

    /// <summary>Whether the inspector made it up.</summary>
    public bool IsSample { get; init; }

    /// <summary>The number under which the queue took it; null where it was not queued.</summary>
    public Guid? QueuedId { get; init; }

    /// <summary>Whether only its runs were seen: its request came to another instance, or before this one started.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>Its last runs from the queue on this instance, the oldest first; null where there was none.</summary>
    public IReadOnlyList<RunRecord>? Runs { get; init; }

    /// <summary>Why the delivery cannot be sent again; null where it can.</summary>
    public string? ReplayBlockedReason =>
        IsWhole ? null
        : IsElsewhere ? "Its request came to another instance, or before this one started, so it cannot be sent again from here."
        : Request.Body.IsEmpty ? "Its body was not read, so it cannot be sent again."
        : "Its body was not kept whole (Illow:Inspector:MaximumBodySize, MaximumMemory), so it cannot be sent again.";

    /// <summary>Counts what the log changed; assigned by the log.</summary>
    [JsonIgnore]
    internal long Change { get; set; }

    [JsonIgnore]
    internal InspectedRequest Request { get; init; } = InspectedRequest.None;

    /// <summary>What the body says; null unless the signature is valid and the body is an envelope.</summary>
    [JsonIgnore]
    internal EnvelopeIds? Envelope { get; init; }

    /// <summary>Equal for deliveries of the same event; null where the event is unknown.</summary>
    internal (string Url, string? Registration, string Event, EnvelopeIds Envelope)? EventIdentity =>
        Event is { Length: > 0 } name && Envelope is { } envelope ? (Url, Registration, name, envelope) : null;

    /// <summary>About how many bytes of memory the record takes, with everything that it references.</summary>
    internal long Size => Overhead
        + TextSize.Of(Url) + TextSize.Of(Event) + TextSize.Of(Registration) + TextSize.Of(Key) + TextSize.Of(Outcome)
        + TextSize.Of(Reason) + TextSize.Of(Exception) + TextSize.Of(ExceptionMessage) + TextSize.Of(TraceId)
        + (Envelope?.Size ?? 0) + Request.Size + (Runs?.Sum(run => run.Size) ?? 0);
}

/// <summary>One run of a queued delivery on this instance. Times are in milliseconds. Immutable.</summary>
internal sealed record RunRecord
{
    private const int Overhead = 128;

    /// <summary>Counts from 1, as the queue's engine counts.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string Outcome { get; init; }

    /// <summary>The status code that the handler set; null where an exception ended the run.</summary>
    public int? Status { get; init; }

    /// <summary>The type of what ended the run.</summary>
    public string? Exception { get; init; }

    /// <summary>The exception's message; null outside Development.</summary>
    public string? ExceptionMessage { get; init; }

    /// <summary>From the start of the run to its end, with the time that it waited for an earlier run's claim.</summary>
    public required double Total { get; init; }

    internal long Size => Overhead + TextSize.Of(Outcome) + TextSize.Of(Exception) + TextSize.Of(ExceptionMessage);
}

/// <summary>The identifiers of a verified envelope.</summary>
internal sealed record EnvelopeIds(string CompanyId, string SiteId, string IdempotencyKey)
{
    internal static EnvelopeIds Of(IllowMessage message) => new(message.CompanyId, message.SiteId, message.IdempotencyKey);

    internal long Size => TextSize.Of(CompanyId) + TextSize.Of(SiteId) + TextSize.Of(IdempotencyKey);
}

/// <summary>
/// A request as it was received, or as the inspector sends it through the application. The path is decoded and includes the base path; of a
/// received body it may be only the beginning.
/// </summary>
internal sealed record InspectedRequest(
    string Method,
    string Scheme,
    string Host,
    string Path,
    string Query,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body)
{
    internal static InspectedRequest None { get; } = new(string.Empty, string.Empty, string.Empty, string.Empty, string.Empty, [], default);

    internal string? Header(string name) =>
        Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    internal long Size
    {
        get
        {
            var size = TextSize.Of(Method) + TextSize.Of(Scheme) + TextSize.Of(Host) + TextSize.Of(Path) + TextSize.Of(Query) + Body.Length;
            foreach (var (name, value) in Headers)
            {
                size += (2 * IntPtr.Size) + TextSize.Of(name) + TextSize.Of(value);
            }

            return size;
        }
    }
}

/// <summary>The memory of a string: two bytes a character, and what every object of that kind takes.</summary>
internal static class TextSize
{
    private const int Overhead = 24;

    internal static long Of(string? text) => text is null ? 0 : Overhead + ((long)sizeof(char) * text.Length);
}
