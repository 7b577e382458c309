using System.Formats.Asn1;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>The structure that names a hash and holds a digest (RFC 8017, 9.2).</summary>
internal sealed record DigestInfo(string Name, KnownHash? Hash, byte[] Digest, bool IsCanonical)
{
    /// <summary>Reads a payload; null where it is no DigestInfo.</summary>
    internal static DigestInfo? Read(byte[] payload)
    {
        try
        {
            return ReadBer(payload);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static DigestInfo ReadBer(byte[] payload)
    {
        var outer = new AsnReader(payload, AsnEncodingRules.BER);
        var info = outer.ReadSequence();
        var algorithm = info.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var digest = info.ReadOctetString();
        var hash = KnownHash.All.FirstOrDefault(known => known.Oid == oid);
        return new(hash?.Name ?? $"the hash {oid}", hash, digest, payload.AsSpan().SequenceEqual(Encode(oid, digest)));
    }

    private static byte[] Encode(string oid, byte[] digest)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid);
                writer.WriteNull();
            }

            writer.WriteOctetString(digest);
        }

        return writer.Encode();
    }
}
