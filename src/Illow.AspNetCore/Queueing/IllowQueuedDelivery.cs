using System.Diagnostics.CodeAnalysis;

namespace Illow.AspNetCore;

/// <summary>
/// A verified delivery on its way through a queue. Plain data: System.Text.Json and Newtonsoft.Json both write and read it without
/// converters, and the body stays the same byte for byte.
/// </summary>
/// <remarks>Later versions of the package read what earlier ones wrote; a version that is too new is refused by the runner.</remarks>
public sealed class IllowQueuedDelivery
{
    internal const int CurrentVersion = 1;

    /// <summary>The version of this shape. Default: 1.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>A number of this delivery's own, for logs. A repetition that is queued again has another.</summary>
    public Guid Id { get; init; }

    /// <summary>The event, such as <c>dsr.created</c>.</summary>
    public string Event { get; init; } = string.Empty;

    /// <summary>The name of the registration whose key verified the delivery.</summary>
    public string Webhook { get; init; } = string.Empty;

    /// <summary>The route of the webhook URL with the hosts that it requires, by which the runner finds the endpoint.</summary>
    public string Route { get; init; } = string.Empty;

    /// <summary>
    /// The display name of the endpoint that was chosen, which decides where the route has several endpoints for the event.
    /// </summary>
    public string Endpoint { get; init; } = string.Empty;

    /// <summary>The request's scheme, such as <c>https</c>.</summary>
    public string Scheme { get; init; } = string.Empty;

    /// <summary>The request's host, with its port where it had one.</summary>
    public string Host { get; init; } = string.Empty;

    /// <summary>The request's path base; empty for none.</summary>
    public string PathBase { get; init; } = string.Empty;

    /// <summary>The request's path.</summary>
    public string Path { get; init; } = string.Empty;

    /// <summary>The request's query with its question mark; empty for none.</summary>
    public string QueryString { get; init; } = string.Empty;

    /// <summary>The request's media type.</summary>
    public string ContentType { get; init; } = string.Empty;

    /// <summary>The values of the route's parameters as the path gave them.</summary>
    public IDictionary<string, string> RouteValues { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The signed bytes; encrypted where <see cref="IsProtected"/> is true.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "Serializers write an array as base64.")]
    public byte[] Body { get; init; } = [];

    /// <summary>Whether <see cref="Body"/> is encrypted with ASP.NET Core Data Protection.</summary>
    public bool IsProtected { get; init; }

    /// <summary>When the delivery was verified.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// The W3C trace context of the delivery, to which the trace of its run is linked; null where the delivery was not traced.
    /// </summary>
    public string? TraceParent { get; init; }
}
