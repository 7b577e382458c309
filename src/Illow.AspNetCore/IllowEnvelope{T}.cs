using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore;

/// <summary>One verified delivery whose data has been read as <typeparamref name="T"/>.</summary>
/// <typeparam name="T">
/// The type of the data: <see cref="DsrCreated"/>, a type of the application's own, or <see cref="JsonElement"/>. Read with the
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
