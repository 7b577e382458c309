using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

/// <summary>Answers or throws as it is told, and counts how often it was asked.</summary>
internal sealed class StandInCheck(Func<bool> answer) : RsaSignatureCheck
{
    internal int Calls => Seen.Count;

    /// <summary>What it was asked about, in order.</summary>
    internal List<(byte[] Hash, byte[] Signature)> Seen { get; } = [];

    internal override bool VerifyHash(IllowPublicKey key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureHash algorithm)
    {
        Seen.Add((hash.ToArray(), signature.ToArray()));
        return answer();
    }
}
