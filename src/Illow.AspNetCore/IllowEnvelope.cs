using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore;

/// <summary>
/// One verified delivery, as illow sent it, with what the receiver knows of it. Take it as a parameter of an action or of a minimal
/// endpoint.
/// Immutable; safe to share between threads and to keep after the request.
/// </summary>
// A binder on the type keeps [ApiController] from taking the parameter for the body, and needs no registration: it fails closed
[ModelBinder(typeof(IllowEnvelopeModelBinder))]
public class IllowEnvelope : IllowMessage, IBindableFromHttpContext<IllowEnvelope>
{
    /// <summary>For tests that call a handler directly. Deliveries that the receiver has verified bring theirs with them.</summary>
    /// <param name="message">The message.</param>
    /// <param name="event">The event's name.</param>
    /// <param name="webhook">The name of the registration that it came by.</param>
    /// <param name="receivedAt">When it was verified.</param>
    /// <param name="jsonOptions">
    /// What <see cref="IllowMessage.GetMetadata{T}()"/> reads with; null for those of <paramref name="message"/>.
    /// </param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="message"/>, <paramref name="event"/> or <paramref name="webhook"/> is null.
    /// </exception>
    public IllowEnvelope(
        IllowMessage message, string @event, string webhook, DateTimeOffset receivedAt, JsonSerializerOptions? jsonOptions = null)
        : base(message, jsonOptions)
    {
        ArgumentNullException.ThrowIfNull(@event);
        ArgumentNullException.ThrowIfNull(webhook);
        Event = @event;
        Webhook = webhook;
        ReceivedAt = receivedAt;
    }

    private protected IllowEnvelope(IllowEnvelope envelope)
        : base(envelope, jsonOptions: null)
    {
        Event = envelope.Event;
        Webhook = envelope.Webhook;
        ReceivedAt = envelope.ReceivedAt;
    }

    /// <summary>The event's name, such as <c>dsr.created</c>; <see cref="IllowEvents.Unknown"/> where it could not be determined.</summary>
    public string Event { get; }

    /// <summary>
    /// The name of the registration whose key verified the delivery; <c>default</c> for the settings directly under <c>Illow</c>.
    /// </summary>
    public string Webhook { get; }

    /// <summary>When the delivery was verified, by this machine's clock; nothing signed carries a time.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>
    /// Binds the parameter of a minimal endpoint. Public only because code that is compiled ahead calls it by its name; there is no need
    /// to.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">The handler's parameter.</param>
    /// <returns>The verified envelope; never null.</returns>
    /// <exception cref="InvalidOperationException">No delivery has been verified.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ValueTask<IllowEnvelope?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(VerifiedDelivery.Require(context, parameter).Envelope);
    }
}

/// <summary>One verified delivery whose data has been read as <typeparamref name="T"/>.</summary>
/// <typeparam name="T">
/// The type of the data: <see cref="DsrCreated"/>, a type that the application defines, or <see cref="JsonElement"/>. Read with the
/// application's JSON options (MVC's for actions, <c>ConfigureHttpJsonOptions</c> for minimal endpoints); data that does not fit is
/// answered 400.
/// </typeparam>
[ModelBinder(typeof(IllowEnvelopeModelBinder))]
public sealed class IllowEnvelope<T> : IllowEnvelope, IBindableFromHttpContext<IllowEnvelope<T>>
{
    /// <summary>Reads the data of an envelope, with the envelope's JSON options.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <exception cref="ArgumentNullException"><paramref name="envelope"/> is null.</exception>
    /// <exception cref="JsonException">The data does not fit <typeparamref name="T"/>.</exception>
    public IllowEnvelope(IllowEnvelope envelope)
        : base(envelope) => Metadata = GetMetadata<T>();

    /// <summary>The event's data.</summary>
    public T Metadata { get; }

    /// <summary>
    /// Binds the parameter of a minimal endpoint. Public only because code that is compiled ahead calls it by its name; there is no need
    /// to.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">The handler's parameter.</param>
    /// <returns>The verified envelope; never null.</returns>
    /// <exception cref="InvalidOperationException">No delivery has been verified.</exception>
#pragma warning disable CA1000 // the form is the framework's
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static new ValueTask<IllowEnvelope<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
#pragma warning restore CA1000
    {
        ArgumentNullException.ThrowIfNull(context);
        var delivery = VerifiedDelivery.Require(context, parameter);
        try
        {
            return new(new IllowEnvelope<T>(delivery.Envelope));
        }
        catch (JsonException exception)
        {
            throw delivery.MetadataMismatch = new MetadataMismatchException(typeof(T), exception);
        }
    }
}
