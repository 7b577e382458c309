using System.IO.Compression;
using System.Text;
using static Illow.AspNetCore.Testing.Conformance.ConformanceCheck;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>Methods, media types, encodings, sizes and spellings of the path.</summary>
internal static class TransportChecks
{
    private const string Group = "transport";

    internal static IEnumerable<ConformanceCheck> All =>
    [
        Of(Group, "PUT", Expected.MethodNotAllowed, run => run.Genuine() with { Method = HttpMethod.Put }),
        Of(Group, "PATCH", Expected.MethodNotAllowed, run => run.Genuine() with { Method = HttpMethod.Patch }),
        Of(Group, "DELETE", Expected.MethodNotAllowed, run => run.Genuine() with { Method = HttpMethod.Delete }),
        Of(Group, "PUT that asks to count as POST", Expected.MethodNotAllowed, run => run.Genuine() with
        {
            Method = HttpMethod.Put,
            Headers = [("X-HTTP-Method-Override", "POST")],
        }),
        Of(Group, "unsigned POST that asks to count as GET", Expected.NoSuccess, run => run.WithSignatures() with
        {
            Headers = [("X-HTTP-Method-Override", "GET")],
        }),
        Of(Group, "text/plain", Expected.Status(415), run => run.Genuine() with { ContentType = "text/plain" }),
        Of(Group, "no content type", Expected.Status(415), run => run.Genuine() with { ContentType = null }),
        Of(Group, "a form", Expected.Status(415), run => run.Genuine() with { ContentType = "application/x-www-form-urlencoded" }),
        Of(Group, "charset=utf-16", Expected.Status(415), run => run.Genuine() with { ContentType = "application/json; charset=utf-16" }),
        Of(Group, "gzip, signed as sent", Expected.Status(415), run => new Attempt(Compress(run.Body())) { ContentEncoding = "gzip" }),
        Of(Group, "gzip, signed before", Expected.Status(415), run => run.WithBody(Compress(run.Forged)) with { ContentEncoding = "gzip" }),
        Of(Group, "br", Expected.Status(415), run => run.Genuine() with { ContentEncoding = "br" }),
        Of(Group, "the largest body, declared", Expected.Handled, run => new Attempt(OfSize(run, run.MaximumBodySize))),
        Of(Group, "the largest body, chunked", Expected.Handled, run => new Attempt(OfSize(run, run.MaximumBodySize)) { Chunked = true }),
        Of(Group, "a byte too large, declared", Expected.Status(413), run => new Attempt(OfSize(run, run.MaximumBodySize + 1))),
        Of(Group, "a byte too large, chunked", Expected.Status(413), run =>
            new Attempt(OfSize(run, run.MaximumBodySize + 1)) { Chunked = true }),
        Unsigned("path in capitals", path => path.ToUpperInvariant()),
        Unsigned("slash after the path", path => path + "/"),
        Unsigned("slash doubled", path => "/" + path),
        Unsigned("inner slash percent-encoded", path => path[..1] + path[1..].Replace("/", "%2f", StringComparison.Ordinal)),
    ];

    private static ConformanceCheck Unsigned(string name, Func<string, string> change) =>
        Of(Group, name + ", unsigned", Expected.NoSuccess, run => run.WithSignatures() with
        {
            Url = url => new Uri(
                url.GetLeftPart(UriPartial.Authority) + (url.AbsolutePath.Length > 1 ? change(url.AbsolutePath) : url.AbsolutePath)),
        });

    private static byte[] OfSize(ConformanceRun run, int size)
    {
        var members = run.Members();
        var bare = Encoding.UTF8.GetByteCount(ConformanceRun.Text([.. members, ("padding", "\"\"")]));
        var padding = new string('x', Math.Max(0, size - bare));
        return Encoding.UTF8.GetBytes(ConformanceRun.Text([.. members, ("padding", "\"" + padding + "\"")]));
    }

    private static byte[] Compress(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return buffer.ToArray();
    }
}
