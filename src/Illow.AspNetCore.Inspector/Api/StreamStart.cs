namespace Illow.AspNetCore.Inspector.Api;

/// <summary>
/// The first message of a stream: whose deliveries these are, and what the page may offer. Unless the stream is resumed, the page forgets what it shows.
/// </summary>
internal sealed record StreamStart(string Application, string Environment, int Capacity, bool MayReplay, bool Resumed);
