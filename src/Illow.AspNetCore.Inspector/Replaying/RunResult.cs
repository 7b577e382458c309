using Illow.AspNetCore.Inspector.Recording;

namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>What a request through the application came to.</summary>
/// <param name="Status">What the application answered; null where an exception left it.</param>
/// <param name="Recorded">The delivery as it stands in the log; null where the request reached no webhook URL.</param>
internal sealed record RunResult(int? Status, DeliveryRecord? Recorded);
