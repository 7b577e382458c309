using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>What illow documents of the metadata of <c>dsr.created</c>. <see cref="DsrCreated"/> itself has a converter, into which no generator can look.</summary>
[Description("A person has asked to see, correct or delete their data. Every member may be absent, and others may come.")]
internal sealed class DsrCreatedMetadata
{
    [JsonPropertyName("id"), Description("Id of the data subject request.")]
    public string? Id { get; init; }

    [JsonPropertyName("companyId"), Description("Id of the company that must answer the request.")]
    public string? CompanyId { get; init; }

    [JsonPropertyName("createdAt"), Description("When the request was created.")]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonPropertyName("dueDate"), Description("When the request must have been answered.")]
    public DateTimeOffset? DueDate { get; init; }

    [JsonPropertyName("legislation"), Description("The law under which the request was made.")]
    public string? Legislation { get; init; }

    [JsonPropertyName("requestStatus"), Description("Status of the request.")]
    public string? RequestStatus { get; init; }

    /// <summary>Says that members which are not listed are accepted: Swashbuckle takes a type without it for closed.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
