using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Illow.Webhooks.Messages;

namespace Illow.AspNetCore;

/// <summary>
/// One verified delivery, as illow sent it (docs/protocol.md). Take it as a parameter of an action or of a minimal endpoint.
/// Immutable; safe to share between threads and to keep after the request.
/// </summary>
public partial class IllowEnvelope
{
    private readonly JsonSerializerOptions _jsonOptions;
    private readonly int _metadataStart;
    private readonly int _metadataLength;
    private JsonDocument? _metadata;

    internal IllowEnvelope(
        string @event,
        string webhook,
        in ParsedEnvelope parsed,
        ReadOnlyMemory<byte> rawBody,
        DateTimeOffset receivedAt,
        JsonSerializerOptions jsonOptions)
    {
        Event = @event;
        Webhook = webhook;
        CompanyId = parsed.CompanyId;
        SiteId = parsed.SiteId;
        IdempotencyKey = parsed.IdempotencyKey;
        RawBody = rawBody;
        ReceivedAt = receivedAt;
        _metadataStart = parsed.MetadataStart;
        _metadataLength = parsed.MetadataLength;
        _jsonOptions = jsonOptions;
    }

    /// <summary>The same envelope with other JSON options; null: with its own.</summary>
    internal IllowEnvelope(IllowEnvelope other, JsonSerializerOptions? jsonOptions)
    {
        Event = other.Event;
        Webhook = other.Webhook;
        CompanyId = other.CompanyId;
        SiteId = other.SiteId;
        IdempotencyKey = other.IdempotencyKey;
        RawBody = other.RawBody;
        ReceivedAt = other.ReceivedAt;
        _metadataStart = other._metadataStart;
        _metadataLength = other._metadataLength;
        _metadata = other._metadata;
        _jsonOptions = jsonOptions ?? other._jsonOptions;
    }

    /// <summary>The event's name, such as <c>dsr.created</c>. The body does not hold it: README, "How the event is told".</summary>
    public string Event { get; internal set; }

    /// <summary>The name of the registration whose key verified the delivery; <c>default</c> for the settings directly under <c>Illow</c>.</summary>
    public string Webhook { get; }

    /// <summary>The company, 1 to 512 characters; a UUID in illow's other APIs.</summary>
    public string CompanyId { get; }

    /// <summary>The site in which the request was made, 1 to 512 characters; a UUID in illow's other APIs.</summary>
    public string SiteId { get; }

    /// <summary>The sender's mark of this message, 1 to 512 characters: a repetition carries the same.</summary>
    public string IdempotencyKey { get; }

    /// <summary>The bytes that were signed, exactly as received. A copy of its own, safe to keep.</summary>
    public ReadOnlyMemory<byte> RawBody { get; }

    /// <summary>When the delivery was verified, by this machine's clock; nothing signed carries a time.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The event's data as JSON of any kind. Parsed at the first call.</summary>
    public JsonElement RawMetadata => (_metadata ??= JsonDocument.Parse(RawBody.Slice(_metadataStart, _metadataLength))).RootElement;

    /// <summary>Reads the event's data as <typeparamref name="T"/>, with the application's JSON options: MVC's in an action, else <c>ConfigureHttpJsonOptions</c>.</summary>
    /// <typeparam name="T">The type to read; <see cref="DsrCreated"/> fits anything.</typeparam>
    /// <exception cref="JsonException">The data does not fit <typeparamref name="T"/>, or is <c>null</c>.</exception>
    /// <exception cref="NotSupportedException">The application's JSON options cannot read <typeparamref name="T"/>; under Native AOT, add it to the <c>JsonSerializerContext</c>.</exception>
    public T GetMetadata<T>() => ReadMetadata<T>(_jsonOptions);

    internal T ReadMetadata<T>(JsonSerializerOptions options)
    {
        if (typeof(T) == typeof(JsonElement))
        {
            return (T)(object)RawMetadata;
        }

        var json = RawBody.Span.Slice(_metadataStart, _metadataLength);
        if (typeof(T) == typeof(DsrCreated))
        {
            return (T)(object)DsrCreated.Read(json);
        }

        var value = Deserialize(json, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        if (value is null && Nullable.GetUnderlyingType(typeof(T)) is null)
        {
            throw new JsonException("The metadata is null.");
        }

        return value!;
    }

    // The serializer's messages name members of the sender's data, and a handler's exception ends in the application's log
    private static T? Deserialize<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException exception)
        {
            throw new JsonException(
                $"The metadata does not fit {typeof(T).Name}: line {exception.LineNumber}, byte {exception.BytePositionInLine} of the metadata.",
                path: null,
                exception.LineNumber,
                exception.BytePositionInLine);
        }
        catch (NotSupportedException exception) when (exception.Message.IndexOf(" Path: ", StringComparison.Ordinal) is > 0 and var path)
        {
            throw new NotSupportedException(exception.Message[..path]);
        }
    }
}
