namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>
/// One request to a webhook URL as the inspector keeps it: copied, so that neither an envelope's caches nor settings of old outlive their
/// use. Immutable once it is in the log. Holds personal data.
/// </summary>
internal sealed class DeliveryRecord
{
    // What an object with its fields, its place in the log and its small strings comes to
    private const int Overhead = 1024;

    /// <summary>Counts from 1; given by the log.</summary>
    internal long Id { get; set; }

    /// <summary>The oldest kept delivery of the same event, if that is another one; given by the log.</summary>
    internal long? FirstId { get; set; }

    internal required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The route, as the start-up audit names it.</summary>
    internal required string Url { get; init; }

    internal required string Outcome { get; init; }

    /// <summary>Why, where Development's answers say it.</summary>
    internal string? Reason { get; init; }

    /// <summary>Null where an exception went on to the application, whose answer came later.</summary>
    internal int? Status { get; init; }

    internal string? Exception { get; init; }

    internal required Timing Timing { get; init; }

    internal string? Event { get; init; }

    internal string? Registration { get; init; }

    internal string? KeyFingerprint { get; init; }

    internal EnvelopeIds? Envelope { get; init; }

    /// <summary>The event that this is a delivery of; null where that was never told.</summary>
    internal IllowDigest? Scope { get; init; }

    /// <summary>What sent it: the inspector itself, or null for a delivery from outside.</summary>
    internal Origin? Origin { get; init; }

    internal required string Method { get; init; }

    internal required string Scheme { get; init; }

    internal required string Host { get; init; }

    /// <summary>Base and path, decoded.</summary>
    internal required string Path { get; init; }

    internal required string Query { get; init; }

    internal required KeyValuePair<string, string>[] Headers { get; init; }

    /// <summary>The body's beginning, or all of it.</summary>
    internal required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How long the body was.</summary>
    internal required int BodySize { get; init; }

    /// <summary>The body was read to its end and is kept whole, or there was none to read.</summary>
    internal required bool IsWhole { get; init; }

    /// <summary>About how many bytes of memory the record takes.</summary>
    internal long Size
    {
        get
        {
            long characters = Path.Length + Query.Length + Host.Length + (Reason?.Length ?? 0) + (Event?.Length ?? 0) + (Envelope?.Length ?? 0);
            foreach (var (name, value) in Headers)
            {
                characters += name.Length + value.Length;
            }

            return Overhead + Body.Length + (sizeof(char) * characters);
        }
    }
}
