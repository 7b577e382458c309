namespace Illow.Webhooks.Tool.Listening;

/// <summary>One request that came.</summary>
internal sealed record ListenedDelivery(string Method, string Path, int Bytes, int Status, string File);
