namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>How long a request took, and which part of it. A part that never began is null.</summary>
internal sealed record Timing(TimeSpan Total, TimeSpan? Read, TimeSpan? Verify, TimeSpan? Handler);
