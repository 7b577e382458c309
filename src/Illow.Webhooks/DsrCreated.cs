using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Illow.Webhooks;

/// <summary>
/// The metadata of the event <c>dsr.created</c>: a person has asked to see, correct or delete their data.
/// </summary>
/// <remarks>
/// <para>
/// It fits any metadata, so that no event is lost to a changed word: a member that is absent, null or of another
/// type than text is null here, members that are not listed here are passed over, and
/// <see cref="IllowMessage.GetMetadata{T}()"/> gives a record of nulls for metadata that is not an object. What was sent word for word is
/// in
/// <see cref="IllowMessage.RawMetadata"/>.
/// </para>
/// <para>
/// Source: illow's developer page "Listen to events dispatched", which illow itself marks as out of date.
/// Immutable, and so safe to share between threads.
/// </para>
/// </remarks>
[Description("A person has asked to see, correct or delete their data. Every member may be absent, and others may come.")]
public sealed record DsrCreated
{
    /// <summary>Id of the data subject request (member <c>id</c>). Default: null.</summary>
    [JsonPropertyName("id"), JsonConverter(typeof(LenientTextJsonConverter)), Description("Id of the data subject request.")]
    public string? Id { get; init; }

    /// <summary>Id of the company that must answer the request (member <c>companyId</c>). Default: null.</summary>
    [JsonPropertyName("companyId"), JsonConverter(typeof(LenientTextJsonConverter)), Description(
        "Id of the company that must answer the request.")]
    public string? CompanyId { get; init; }

    /// <summary>
    /// When the request was created (member <c>createdAt</c>), with the offset that was sent; UTC where none was.
    /// Null where the text is neither an ISO 8601 nor an RFC 1123 date. Default: null.
    /// </summary>
    [JsonPropertyName("createdAt"), JsonConverter(typeof(LenientDateJsonConverter)), Description("When the request was created.")]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// When the request must have been answered (member <c>dueDate</c>), with the offset that was sent; UTC where
    /// none was; midnight where only a day was sent. Null where the text is neither an ISO 8601 nor an RFC 1123 date.
    /// Default: null.
    /// </summary>
    [JsonPropertyName("dueDate"), JsonConverter(typeof(LenientDateJsonConverter)), Description("When the request must have been answered.")]
    public DateTimeOffset? DueDate { get; init; }

    /// <summary>
    /// The law under which the request was made (member <c>legislation</c>), as sent: illow publishes no list. Default: null.
    /// </summary>
    [JsonPropertyName("legislation"), JsonConverter(typeof(LenientTextJsonConverter)), Description(
        "The law under which the request was made.")]
    public string? Legislation { get; init; }

    /// <summary>Status of the request (member <c>requestStatus</c>), as sent: illow publishes no list. Default: null.</summary>
    [JsonPropertyName("requestStatus"), JsonConverter(typeof(LenientTextJsonConverter)), Description("Status of the request.")]
    public string? RequestStatus { get; init; }

    /// <summary>Names the type and no value, so that a request does not slip into a log.</summary>
    /// <returns>"DsrCreated".</returns>
    public override string ToString() => nameof(DsrCreated);
}
