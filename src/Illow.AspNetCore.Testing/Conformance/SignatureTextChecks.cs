using static Illow.AspNetCore.Testing.Conformance.ConformanceCheck;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>A true signature that is written or carried otherwise than it has to be.</summary>
internal static class SignatureTextChecks
{
    private const string Group = "signature text";
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const int HugeLength = 12 * 1024;

    internal static IEnumerable<ConformanceCheck> All =>
    [
        Refused("empty", run => run.WithSignatures("")),
        Refused("blanks", run => run.WithSignatures("   ")),
        Refused("no base64", run => run.WithSignatures("not a signature")),
        Refused("two headers, both true", run => run.WithSignatures(run.SignatureOfForged, run.SignatureOfForged)),
        Refused("two headers, true and false", run => run.WithSignatures(run.SignatureOfForged, ConformanceRun.Stranger.Sign(run.Forged))),
        Refused("two headers, false and true", run => run.WithSignatures(ConformanceRun.Stranger.Sign(run.Forged), run.SignatureOfForged)),
        Refused("joined by a comma", run => run.WithSignatures(run.SignatureOfForged + "," + run.SignatureOfForged)),
        Refused("base64url", run => run.WithSignatures(Url(run.SignatureOfForged))),
        Refused("hexadecimal", run => run.WithSignatures(Convert.ToHexStringLower(Convert.FromBase64String(run.SignatureOfForged)))),
        Refused("base64 of base64", run =>
            run.WithSignatures(Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(run.SignatureOfForged)))),
        Refused("blank inside", run => run.WithSignatures(run.SignatureOfForged.Insert(40, " "))),
        Refused("tab inside", run => run.WithSignatures(run.SignatureOfForged.Insert(40, "\t"))),
        Refused("padding missing", run => run.WithSignatures(run.SignatureOfForged.TrimEnd('='))),
        Refused("padding doubled", run => run.WithSignatures(run.SignatureOfForged + "==")),
        Refused("text after it", run => run.WithSignatures(run.SignatureOfForged + "AAAA")),
        Refused("spare bits set", run => run.WithSignatures(SpareBits(run.SignatureOfForged))),
        Refused("a name before it", run => run.WithSignatures("sha1=" + run.SignatureOfForged)),
        Refused("in quotation marks", run => run.WithSignatures("\"" + run.SignatureOfForged + "\"")),
        Refused("percent-encoded", run => run.WithSignatures(Uri.EscapeDataString(run.SignatureOfForged))),
        Refused("12 KB long", run => run.WithSignatures(new string('A', HugeLength))),
        Refused("in the query", run => run.WithSignatures() with
        {
            Url = url => new Uri($"{url}?{run.Plan.SignatureHeader}={Uri.EscapeDataString(run.SignatureOfForged)}"),
        }),
        Refused("in a cookie", run => run.WithSignatures() with
        {
            Headers = [("Cookie", $"{run.Plan.SignatureHeader}={run.SignatureOfForged}")],
        }),
        Refused("in another header", run => run.WithSignatures() with
        {
            Headers = [("X-" + run.Plan.SignatureHeader, run.SignatureOfForged)],
        }),
    ];

    private static ConformanceCheck Refused(string name, Func<ConformanceRun, Attempt> attempt) =>
        Of(Group, name, Expected.Unauthorized, attempt);

    // A signature may by chance have neither + nor /; then the missing padding alone makes it base64url
    private static string Url(string signature) => signature.Replace('+', '-').Replace('/', '_').TrimEnd('=');

    // Where the length is not a multiple of three, the last data character has unused bits; elsewhere any change counts
    private static string SpareBits(string signature)
    {
        var last = signature.TrimEnd('=').Length - 1;
        var altered = Base64[Base64.IndexOf(signature[last], StringComparison.Ordinal) ^ 1];
        return signature[..last] + altered + signature[(last + 1)..];
    }
}
