using System.Security.Cryptography;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>
/// A delivery that somebody recorded. <paramref name="Header"/>: the signature's values, joined by commas; null for none.
/// </summary>
internal sealed record CapturedDelivery(byte[] Body, string? Header, HashAlgorithmName Hash);
