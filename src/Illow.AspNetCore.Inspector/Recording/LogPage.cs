namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>What came into the log since somebody looked last.</summary>
/// <param name="Records">The oldest first.</param>
/// <param name="Oldest">The number of the oldest delivery that is kept; whoever shows an older one must forget it.</param>
/// <param name="Last">The number of the newest delivery, 0 before the first.</param>
/// <param name="Minutes">The counts of the last hour.</param>
internal sealed record LogPage(IReadOnlyList<DeliveryRecord> Records, long Oldest, long Last, IReadOnlyList<MinuteCount> Minutes);
