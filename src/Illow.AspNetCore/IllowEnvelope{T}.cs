using System.Text.Json;

namespace Illow.AspNetCore;

/// <summary>One verified delivery whose data has been read as <typeparamref name="T"/>.</summary>
/// <typeparam name="T">
/// The type of the data: <see cref="DsrCreated"/>, a type of the application's own, or <see cref="JsonElement"/>. Read with the
/// application's JSON options (MVC's for actions, <c>ConfigureHttpJsonOptions</c> for minimal endpoints); data that does not fit is answered 400.
/// </typeparam>
public sealed partial class IllowEnvelope<T> : IllowEnvelope
{
    /// <summary>Reads the data of an envelope, with the envelope's JSON options.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <exception cref="ArgumentNullException"><paramref name="envelope"/> is null.</exception>
    /// <exception cref="JsonException">The data does not fit <typeparamref name="T"/>.</exception>
    public IllowEnvelope(IllowEnvelope envelope)
        : base(envelope) => Metadata = GetMetadata<T>();

    /// <summary>The event's data.</summary>
    public T Metadata { get; }
}
