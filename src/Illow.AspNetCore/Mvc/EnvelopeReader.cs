using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Illow.AspNetCore.Middleware;

namespace Illow.AspNetCore.Mvc;

/// <summary>Makes the envelope that a parameter of an action asks for: as it is, or with its metadata read as the parameter's type. Thread-safe.</summary>
internal sealed class EnvelopeReader
{
    private delegate IllowEnvelope Read(IllowEnvelope envelope, JsonSerializerOptions options);

    private static readonly MethodInfo TypedDefinition = typeof(EnvelopeReader).GetMethod(nameof(ReadTyped), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<Type, EnvelopeReader> Readers = new();

    private readonly Type _type;
    private readonly Read _read;

    private EnvelopeReader(Type type)
    {
        _type = type;
        _read = CreateRead(type);
    }

    /// <param name="type"><see cref="IllowEnvelope"/> or an <see cref="IllowEnvelope{T}"/>.</param>
    internal static EnvelopeReader For(Type type) => Readers.GetOrAdd(type, static type => new EnvelopeReader(type));

    /// <summary>Notes in the delivery where the metadata does not fit.</summary>
    internal bool TryRead(VerifiedDelivery delivery, JsonSerializerOptions options, [NotNullWhen(true)] out IllowEnvelope? envelope)
    {
        try
        {
            envelope = _read(delivery.Envelope, options);
            return true;
        }
        catch (JsonException exception)
        {
            delivery.MetadataMismatch = new MetadataMismatchException(_type.GenericTypeArguments[0], exception);
            envelope = null;
            return false;
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "MVC is not trimmed; minimal endpoints bind without reflection")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "MVC does not run under Native AOT; minimal endpoints bind without reflection")]
    private static Read CreateRead(Type type) => type == typeof(IllowEnvelope)
        ? static (envelope, _) => envelope
        : TypedDefinition.MakeGenericMethod(type.GenericTypeArguments[0]).CreateDelegate<Read>();

    private static IllowEnvelope<T> ReadTyped<T>(IllowEnvelope envelope, JsonSerializerOptions options) => new(envelope, options);
}
