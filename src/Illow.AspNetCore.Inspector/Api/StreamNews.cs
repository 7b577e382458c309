using Illow.AspNetCore.Inspector.Recording;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>What came since the last message. Deliveries older than <paramref name="Oldest"/> are no longer kept.</summary>
internal sealed record StreamNews(IReadOnlyList<DeliverySummary> Deliveries, long Oldest, IReadOnlyList<MinuteCount> Minutes, DateTimeOffset Now);
