namespace Illow.AspNetCore.Inspector.Recording;

/// <param name="Minute">Minutes since 1970, UTC.</param>
/// <param name="Outcomes">How many deliveries came to each outcome.</param>
internal sealed record MinuteCount(long Minute, IReadOnlyDictionary<string, int> Outcomes);
