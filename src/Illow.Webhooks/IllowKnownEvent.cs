using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Illow.Webhooks;

/// <summary>
/// One event that is known: its name, the type of its data, and made-up data to try handlers with. Immutable; thread-safe.
/// </summary>
public abstract class IllowKnownEvent
{
    private protected IllowKnownEvent(
        string name, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type metadataType)
    {
        Name = name;
        MetadataType = metadataType;
    }

    /// <summary>The event's name, such as <c>dsr.created</c>.</summary>
    public string Name { get; }

    /// <summary>The record of its data, which fits any metadata.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
    public Type MetadataType { get; }

    /// <summary>Makes made-up data with every member set.</summary>
    /// <param name="id">The id of what the event is about.</param>
    /// <param name="companyId">The company.</param>
    /// <param name="at">When it is said to have happened; other dates follow from it.</param>
    /// <returns>A new <see cref="MetadataType"/>.</returns>
    public abstract object CreateSample(string id, string companyId, DateTimeOffset at);

    /// <summary>Makes made-up data as JSON.</summary>
    /// <param name="id">As for <see cref="CreateSample"/>.</param>
    /// <param name="companyId">As for <see cref="CreateSample"/>.</param>
    /// <param name="at">As for <see cref="CreateSample"/>.</param>
    /// <returns>One JSON object.</returns>
    public abstract string CreateSampleJson(string id, string companyId, DateTimeOffset at);

    /// <summary>The names of the data's members in JSON, in the order in which illow documents them.</summary>
    internal abstract IEnumerable<string> MemberNames { get; }

    /// <summary>Reads metadata; a record of nulls where it is not an object.</summary>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    internal abstract object ReadMetadata(ReadOnlySpan<byte> json);
}

/// <summary>A known event of that type of data.</summary>
/// <param name="name">The event's name.</param>
/// <param name="type">How the data is read and written, whatever the application's options.</param>
/// <param name="sample">Makes data of an id, a company and a time.</param>
internal sealed class IllowKnownEvent<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
    string name, JsonTypeInfo<T> type, Func<string, string, DateTimeOffset, T> sample) : IllowKnownEvent(name, typeof(T))
    where T : class, new()
{
    public override object CreateSample(string id, string companyId, DateTimeOffset at) => sample(id, companyId, at);

    public override string CreateSampleJson(string id, string companyId, DateTimeOffset at) =>
        JsonSerializer.Serialize(sample(id, companyId, at), type);

    internal override IEnumerable<string> MemberNames => type.Properties.Select(property => property.Name);

    internal override object ReadMetadata(ReadOnlySpan<byte> json) =>
        json.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? JsonSerializer.Deserialize(json, type)! : new T();
}
