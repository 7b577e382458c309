using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Illow.Webhooks.Messages;

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
