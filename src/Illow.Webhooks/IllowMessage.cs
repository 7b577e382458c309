using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks;

/// <summary>
/// What one delivery says: the company, the site, the key that identifies repetitions, and the event's data. Immutable; safe to share
/// between threads, and to keep as long as the memory of its body.
/// </summary>
/// <remarks>The name of the event is not in it as a rule: the webhook whose key verified the delivery determines it.</remarks>
public class IllowMessage
{
    private readonly Content _content;
    private readonly JsonSerializerOptions _jsonOptions;

    internal IllowMessage(in ParsedEnvelope parsed, ReadOnlyMemory<byte> body, JsonSerializerOptions? jsonOptions)
    {
        _content = new Content(parsed, body);
        _jsonOptions = jsonOptions ?? MessageJson.DefaultOptions;
    }

    /// <summary>The same message, for a class that adds what its host knows.</summary>
    /// <param name="message">The message. Its body is not copied.</param>
    /// <param name="jsonOptions">What <see cref="GetMetadata{T}()"/> reads with; null for those of <paramref name="message"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    protected IllowMessage(IllowMessage message, JsonSerializerOptions? jsonOptions)
    {
        ArgumentNullException.ThrowIfNull(message);
        _content = message._content;
        _jsonOptions = jsonOptions ?? message._jsonOptions;
    }

    /// <summary>The company, 1 to 512 characters; a UUID in illow's other APIs.</summary>
    public string CompanyId => _content.Parsed.CompanyId;

    /// <summary>The site in which the request was made, 1 to 512 characters; a UUID in illow's other APIs.</summary>
    public string SiteId => _content.Parsed.SiteId;

    /// <summary>The sender's mark of this message, 1 to 512 characters: a repetition carries the same.</summary>
    public string IdempotencyKey => _content.Parsed.IdempotencyKey;

    /// <summary>
    /// The event's name where the body has one in a member that the caller named, 1 to 512 characters; else null. illow documents no such
    /// member.
    /// </summary>
    public string? EventInBody => _content.Parsed.Event;

    /// <summary>The bytes that were signed, exactly as received.</summary>
    public ReadOnlyMemory<byte> RawBody => _content.Body;

    /// <summary>The event's data as JSON of any kind. Parsed at the first use.</summary>
    public JsonElement RawMetadata => _content.Metadata;

    /// <summary>
    /// Reads a body that has been verified. This method does not verify: see <see cref="IllowWebhookVerifier.ReadMessage"/>.
    /// </summary>
    /// <param name="body">The body. The message refers to this memory: do not reuse it.</param>
    /// <param name="message">The message, if the result is true.</param>
    /// <param name="error">What is wrong, if the result is false; never with text of the body.</param>
    /// <returns>
    /// Whether the body is strict JSON in UTF-8 with the members <c>companyId</c>, <c>siteId</c>, <c>idempotencyKey</c> and
    /// <c>metadata</c>, and without a member that comes twice. Never throws for any bytes.
    /// </returns>
    public static bool TryParse(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out IllowMessage? message, [NotNullWhen(false)] out IllowMessageError? error) =>
        TryParse(body, eventProperty: null, jsonOptions: null, out message, out error);

    /// <summary>Reads a body as the other overload does, and a member that may hold the event's name.</summary>
    /// <param name="body">The body. The message refers to this memory: do not reuse it.</param>
    /// <param name="eventProperty">
    /// The top-level member that <see cref="EventInBody"/> is read from, with regard to case; null or empty for none. The names of the four
    /// required members mean those.
    /// </param>
    /// <param name="jsonOptions">What <see cref="GetMetadata{T}()"/> reads with; null for <see cref="JsonSerializerDefaults.Web"/>.</param>
    /// <param name="message">The message, if the result is true.</param>
    /// <param name="error">What is wrong, if the result is false; never with text of the body.</param>
    /// <returns>As in the other overload.</returns>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        string? eventProperty,
        JsonSerializerOptions? jsonOptions,
        [NotNullWhen(true)] out IllowMessage? message,
        [NotNullWhen(false)] out IllowMessageError? error)
    {
        if (EnvelopeParser.TryParse(body.Span, eventProperty, out var parsed, out var problem, out var member))
        {
            message = new IllowMessage(parsed, body, jsonOptions);
            error = null;
            return true;
        }

        message = null;
        error = new IllowMessageError(problem.ToString(), member, EnvelopeProblems.Explain(problem, member));
        return false;
    }

    /// <summary>
    /// Reads the event's data as <typeparamref name="T"/>, with the JSON options that the message was read with: those of the
    /// application where a host made it, else <see cref="JsonSerializerDefaults.Web"/>.
    /// </summary>
    /// <typeparam name="T">The type to read. The records of this package fit any data.</typeparam>
    /// <returns>The data.</returns>
    /// <exception cref="JsonException">The data does not fit <typeparamref name="T"/>, or is <c>null</c>.</exception>
    /// <exception cref="NotSupportedException">
    /// The options cannot read <typeparamref name="T"/>; under Native AOT, add it to a <c>JsonSerializerContext</c>.
    /// </exception>
    public T GetMetadata<T>() => GetMetadata<T>(_jsonOptions);

    /// <summary>Reads the event's data as <typeparamref name="T"/>, with these options.</summary>
    /// <typeparam name="T">The type to read. The records of this package fit any data, whatever the options.</typeparam>
    /// <param name="options">The options, whose resolver knows <typeparamref name="T"/>.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="JsonException">The data does not fit <typeparamref name="T"/>, or is <c>null</c>.</exception>
    /// <exception cref="NotSupportedException">The options cannot read <typeparamref name="T"/>.</exception>
    public T GetMetadata<T>(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return typeof(T) == typeof(JsonElement) ? (T)(object)RawMetadata : MessageJson.Read<T>(_content.MetadataJson, options);
    }

    // Shared by all that is made of one message
    private sealed class Content(in ParsedEnvelope parsed, ReadOnlyMemory<byte> body)
    {
        private JsonDocument? _metadata;

        internal readonly ParsedEnvelope Parsed = parsed;

        internal ReadOnlyMemory<byte> Body => body;

        internal ReadOnlySpan<byte> MetadataJson => body.Span.Slice(Parsed.MetadataStart, Parsed.MetadataLength);

        internal JsonElement Metadata =>
            (_metadata ??= JsonDocument.Parse(body.Slice(Parsed.MetadataStart, Parsed.MetadataLength))).RootElement;
    }
}

/// <summary>Reads an event's data as a type. Stateless and safe to share between threads.</summary>
internal static class MessageJson
{
    /// <summary>For messages of no host: <see cref="JsonSerializerDefaults.Web"/>, by reflection where the application has it.</summary>
    internal static JsonSerializerOptions DefaultOptions { get; } = CreateDefaultOptions();

    internal static T Read<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options)
    {
        if (Known<T>.Event is { } known)
        {
            return (T)known.ReadMetadata(json);
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
                $"The metadata does not fit {typeof(T).Name}: line {exception.LineNumber}, byte {exception.BytePositionInLine} of the "
                + "metadata.",
                path: null,
                exception.LineNumber,
                exception.BytePositionInLine);
        }
        catch (NotSupportedException exception) when (exception.Message.IndexOf(" Path: ", StringComparison.Ordinal) is > 0 and var path)
        {
            throw new NotSupportedException(exception.Message[..path]);
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where the application keeps reflection in its serializer")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where the application keeps reflection in its serializer")]
    private static JsonSerializerOptions CreateDefaultOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault
                ? new DefaultJsonTypeInfoResolver()
                : JsonTypeInfoResolver.Combine(),
        };
        options.MakeReadOnly();
        return options;
    }

    // Looked up once for each type
    private static class Known<T>
    {
        internal static readonly IllowKnownEvent? Event = KnownEvents.Find(typeof(T));
    }
}
