namespace Illow.AspNetCore.Inspector.Api;

/// <summary>Why the inspector does not do what the page asked for.</summary>
internal sealed record Problem(string Title);
