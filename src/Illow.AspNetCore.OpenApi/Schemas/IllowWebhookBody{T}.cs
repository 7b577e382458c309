using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>The body of a delivery as API documents show it. Never made: the writers of documents only read its members.</summary>
/// <typeparam name="T">The event's data; <see cref="object"/> for any JSON value.</typeparam>
[Description("One signed delivery of illow. Members that are not listed are accepted.")]
internal sealed class IllowWebhookBody<T>
    where T : notnull
{
    [JsonPropertyName("companyId"), Required, StringLength(512, MinimumLength = 1), Description("The company.")]
    public string CompanyId { get; init; } = string.Empty;

    [JsonPropertyName("siteId"), Required, StringLength(512, MinimumLength = 1), Description("The site in which the request was made.")]
    public string SiteId { get; init; } = string.Empty;

    [JsonPropertyName("idempotencyKey"), Required, StringLength(512, MinimumLength = 1)]
    [Description("The sender's mark of this message: a repetition carries the same.")]
    public string IdempotencyKey { get; init; } = string.Empty;

    [JsonPropertyName("metadata"), Required, Description("The event's data.")]
    public T Metadata { get; init; } = default!;

    /// <summary>Says that members which are not listed are accepted: Swashbuckle takes a type without it for closed.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
