using Illow.Webhooks.Signatures;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>The platform's check, where a test lets it have its say about a key; the test may throw instead.</summary>
internal sealed class WrappedCheck(Func<byte[], bool> mayAnswer) : RsaSignatureCheck
{
    internal WrappedCheck(Func<bool> mayAnswer)
        : this(_ => mayAnswer())
    {
    }

    internal override bool VerifyHash(IllowPublicKey key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureHash algorithm) =>
        mayAnswer(key.Parameters.Modulus!) && Platform.VerifyHash(key, hash, signature, algorithm);
}
