using Illow.AspNetCore.Protocol.Keys;
using Illow.AspNetCore.Protocol.Signatures;

namespace Illow.AspNetCore.Tests.Protocol.Signatures;

/// <summary>Answers or throws as it is told, and counts how often it was asked.</summary>
internal sealed class StandInCheck(Func<bool> answer) : RsaSignatureCheck
{
    internal int Calls { get; private set; }

    internal override bool VerifyHash(WebhookPublicKey key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureHash algorithm)
    {
        Calls++;
        return answer();
    }
}
