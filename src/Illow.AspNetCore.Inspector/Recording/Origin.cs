namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>
/// The mark of a request that the inspector sent through the application by itself; it rides in the request's features and learns
/// under which number the delivery was recorded.
/// </summary>
/// <param name="ReplayOf">The delivery that was sent again; null for a sample event.</param>
internal sealed record Origin(long? ReplayOf)
{
    internal DeliveryRecord? Recorded { get; set; }
}
