namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>A request that the inspector sends through the application.</summary>
internal sealed record OutgoingRequest(
    string Method, string Scheme, string Host, string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
