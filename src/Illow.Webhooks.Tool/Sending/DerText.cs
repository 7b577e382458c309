namespace Illow.Webhooks.Tool.Sending;

/// <summary>Distinguishes keys in DER, the binary form, from texts.</summary>
internal static class DerText
{
    /// <summary>A sequence with its length in the following one or two bytes, as every RSA key and certificate begins.</summary>
    internal static bool IsDer(ReadOnlySpan<byte> bytes) => bytes is [0x30, 0x81 or 0x82, ..];
}
