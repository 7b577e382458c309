using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Illow.AspNetCore.Testing.Conformance.ConformanceCheck;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>Signatures that are not by the right key over the bytes sent.</summary>
internal static class SignatureChecks
{
    private const string Group = "signature";

    internal static IEnumerable<ConformanceCheck> All =>
    [
        Refused("none", run => run.WithSignatures()),
        Refused("another key", run => run.WithSignatures(ConformanceRun.Stranger.Sign(run.Forged, run.Plan.Hash))),
        Refused("of another delivery", run => run.WithSignatures(run.Sign(run.Body()))),
        Refused("first byte altered", run => run.WithBody(Altered(run.Forged, 0))),
        Refused("middle byte altered", run => run.WithBody(Altered(run.Forged, run.Forged.Length / 2))),
        Refused("last byte altered", run => run.WithBody(Altered(run.Forged, run.Forged.Length - 1))),
        Refused("LF added", run => run.WithBody([.. run.Forged, (byte)'\n'])),
        Refused("CR LF added", run => run.WithBody([.. run.Forged, (byte)'\r', (byte)'\n'])),
        Refused("blank before", run => run.WithBody([(byte)' ', .. run.Forged])),
        Refused("byte order mark added", run => run.WithBody([0xEF, 0xBB, 0xBF, .. run.Forged])),
        Refused("last byte cut off", run => run.WithBody(run.Forged[..^1])),
        Refused("empty body", run => run.WithBody([])),
        Refused("JSON written again", run => run.WithBody(Encoding.UTF8.GetBytes(JsonNode.Parse(run.Forged)!.ToJsonString(Indented)))),
        Refused("another hash", run => run.WithSignatures(Sign(run, OtherHash(run), RSASignaturePadding.Pkcs1))),
        Refused("MD5", run => run.WithSignatures(Sign(run, HashAlgorithmName.MD5, RSASignaturePadding.Pkcs1))),
        Refused("PSS padding", run => run.WithSignatures(Sign(run, run.Plan.Hash, RSASignaturePadding.Pss))),
        Refused("digest without DigestInfo", run =>
            run.WithSignatures(Convert.ToBase64String(RawSignature.OfBareDigest(run.Plan.Key.Rsa, run.Forged)))),
        Refused("digest without padding", run =>
            run.WithSignatures(Convert.ToBase64String(RawSignature.OfUnpaddedDigest(run.Plan.Key.Rsa, run.Forged)))),
        Refused("all zeros", run => run.WithSignatures(Convert.ToBase64String(new byte[Length(run)]))),
        Refused("one", run => run.WithSignatures(Convert.ToBase64String([.. new byte[Length(run) - 1], 1]))),
        Refused("all ones", run => run.WithSignatures(Convert.ToBase64String(Enumerable.Repeat((byte)0xFF, Length(run)).ToArray()))),
        Refused("the modulus", run => run.WithSignatures(Convert.ToBase64String(run.Plan.Key.Rsa.ExportParameters(false).Modulus!))),
        Refused("a byte too short", run => run.WithSignatures(Convert.ToBase64String(Signature(run)[1..]))),
        Refused("a zero byte before", run => run.WithSignatures(Convert.ToBase64String([0, .. Signature(run)]))),
        Refused("a hash in its place", run => run.WithSignatures(Convert.ToBase64String(SHA256.HashData(run.Forged)))),
    ];

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    private static ConformanceCheck Refused(string name, Func<ConformanceRun, Attempt> attempt) =>
        Of(Group, name, Expected.Unauthorized, attempt);

    private static int Length(ConformanceRun run) => run.Plan.Key.KeySizeInBits / 8;

    private static byte[] Signature(ConformanceRun run) => Convert.FromBase64String(run.SignatureOfForged);

    private static string Sign(ConformanceRun run, HashAlgorithmName hash, RSASignaturePadding padding) =>
        Convert.ToBase64String(run.Plan.Key.Rsa.SignData(run.Forged, hash, padding));

    private static HashAlgorithmName OtherHash(ConformanceRun run) =>
        run.Plan.Hash == HashAlgorithmName.SHA256 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    private static byte[] Altered(byte[] body, int index)
    {
        var altered = body.ToArray();
        altered[index] ^= 1;
        return altered;
    }
}
