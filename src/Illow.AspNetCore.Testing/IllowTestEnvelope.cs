using System.Text.Json;
using Illow.AspNetCore.Testing.Deliveries;

namespace Illow.AspNetCore.Testing;

/// <summary>Makes envelopes for calling a handler directly, without a host, a request or a signature.</summary>
/// <example>
/// <code>
/// var envelope = IllowTestEnvelope.Create("dsr.created", IllowFixtures.DsrCreated());
/// var result = await new PrivacyController().Created(envelope, default);
/// </code>
/// </example>
public static class IllowTestEnvelope
{
    /// <summary>An envelope whose metadata has been read as <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The metadata's type in the handler.</typeparam>
    /// <param name="eventName">The event.</param>
    /// <param name="metadata">The event's data. It is written as JSON and read again, as it would be in a request.</param>
    /// <param name="options">
    /// Ids, idempotency key, registration and JSON options; <see cref="IllowDeliveryOptions.Key"/> and
    /// <see cref="IllowDeliveryOptions.Path"/> are ignored.
    /// </param>
    /// <param name="receivedAt">When it is said to have been verified. Default: now.</param>
    /// <exception cref="ArgumentException"><paramref name="eventName"/> is null or blank.</exception>
    /// <exception cref="JsonException">The data, once written, does not fit <typeparamref name="T"/>.</exception>
    public static IllowEnvelope<T> Create<T>(
        string eventName, T metadata, IllowDeliveryOptions? options = null, DateTimeOffset? receivedAt = null) =>
        new(CreateUntyped(eventName, metadata, options, receivedAt));

    /// <summary>An envelope for a handler that takes <see cref="IllowEnvelope"/> without a type.</summary>
    /// <param name="eventName">The event.</param>
    /// <param name="metadata">The event's data.</param>
    /// <param name="options">As for <see cref="Create"/>.</param>
    /// <param name="receivedAt">When it is said to have been verified. Default: now.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="eventName"/> is null or blank, or an id is not of 1 to 512 characters.
    /// </exception>
    public static IllowEnvelope CreateUntyped(
        string eventName, object? metadata, IllowDeliveryOptions? options = null, DateTimeOffset? receivedAt = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        options ??= new();
        var json = Json(options);
        var body = EnvelopeWriter.Write(new EnvelopeText(
            options.CompanyId ?? IllowFixtures.CompanyId,
            options.SiteId ?? IllowFixtures.SiteId,
            options.IdempotencyKey ?? Guid.NewGuid().ToString(),
            eventName,
            options.NameEvent == true ? "event" : null,
            JsonSerializer.SerializeToUtf8Bytes(metadata, json)));
        return IllowMessage.TryParse(body, eventProperty: null, json, out var message, out var error)
            ? new IllowEnvelope(message, eventName, options.Webhook ?? "default", receivedAt ?? TimeProvider.System.GetUtcNow())
            : throw new ArgumentException($"No request could bring such an envelope. {error.Value.Explanation}", nameof(options));
    }

    private static JsonSerializerOptions Json(IllowDeliveryOptions? options) => options?.JsonSerializerOptions ?? JsonSerializerOptions.Web;
}
