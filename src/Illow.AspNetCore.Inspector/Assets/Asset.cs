namespace Illow.AspNetCore.Inspector.Assets;

/// <summary>One file of the page, as it is sent.</summary>
internal sealed record Asset(string Name, string ContentType, byte[] Content);
