using System.Text.Json.Serialization;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks;

/// <summary>
/// The metadata of the event <c>dsr.created</c>: a person has asked to see, correct or delete their data.
/// </summary>
/// <remarks>
/// <para>
/// It fits any JSON value, so that no event is lost to a changed word: a member that is absent, null or of another
/// type than text is null here, members that are not listed here are passed over, and every property is null for
/// metadata that is no object. What was sent word for word is in the envelope's raw metadata.
/// </para>
/// <para>
/// Source: illow's developer page "Listen to events dispatched", which illow itself marks as out of date.
/// Immutable, and so safe to share between threads.
/// </para>
/// </remarks>
[JsonConverter(typeof(DsrCreatedJsonConverter))]
public sealed record DsrCreated
{
    /// <summary>Id of the data subject request (member <c>id</c>). Default: null.</summary>
    public string? Id { get; init; }

    /// <summary>Id of the company that must answer the request (member <c>companyId</c>). Default: null.</summary>
    public string? CompanyId { get; init; }

    /// <summary>
    /// When the request was created (member <c>createdAt</c>), with the offset that was sent; UTC where none was.
    /// Null where the text is neither an ISO 8601 nor an RFC 1123 date. Default: null.
    /// </summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// When the request must have been answered (member <c>dueDate</c>), with the offset that was sent; UTC where
    /// none was; midnight where only a day was sent. Null where the text is neither an ISO 8601 nor an RFC 1123 date.
    /// Default: null.
    /// </summary>
    public DateTimeOffset? DueDate { get; init; }

    /// <summary>The law under which the request was made (member <c>legislation</c>), as sent: illow publishes no list. Default: null.</summary>
    public string? Legislation { get; init; }

    /// <summary>Status of the request (member <c>requestStatus</c>), as sent: illow publishes no list. Default: null.</summary>
    public string? RequestStatus { get; init; }

    /// <summary>Names the type and no value, so that a request does not slip into a log.</summary>
    /// <returns>"DsrCreated".</returns>
    public override string ToString() => nameof(DsrCreated);

    /// <summary>Reads metadata without the serializer.</summary>
    /// <param name="metadataJson">One JSON value of any type and depth.</param>
    /// <returns>Never null.</returns>
    /// <exception cref="System.Text.Json.JsonException">The bytes are no JSON.</exception>
    internal static DsrCreated Read(ReadOnlySpan<byte> metadataJson) => DsrCreatedReader.Read(metadataJson);
}
