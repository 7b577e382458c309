namespace Illow.Webhooks.Keys;

/// <summary>Modulus and exponent: unsigned, big-endian, without leading zeros (zero itself is empty).</summary>
internal readonly record struct RsaPublicNumbers(ReadOnlyMemory<byte> Modulus, ReadOnlyMemory<byte> Exponent);
