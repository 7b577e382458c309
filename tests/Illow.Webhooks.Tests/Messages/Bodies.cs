using System.Text;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks.Tests.Messages;

/// <summary>Envelopes to try, and the parser's answer to them.</summary>
internal static class Bodies
{
    internal const string CompanyId = "7b0c8bb3-2f3c-4b57-9c1a-0c3f7d2b8a11";
    internal const string SiteId = "1f6f1a0e-5a7b-4c38-8f55-6d4a3c2b1e00";
    internal const string IdempotencyKey = "e2a6f9d4-92c1-4a8e-b1f0-77b3c9d0a5ef";

    internal const string Ids = $"\"companyId\":\"{CompanyId}\",\"siteId\":\"{SiteId}\",\"idempotencyKey\":\"{IdempotencyKey}\"";

    /// <summary>An envelope with this metadata, and further members after it.</summary>
    internal static string With(string metadata, string more = "") => $"{{{Ids},\"metadata\":{metadata}{more}}}";

    /// <summary>An envelope whose metadata are these bytes, be they JSON or not.</summary>
    internal static byte[] With(ReadOnlySpan<byte> metadata) =>
        [.. Encoding.UTF8.GetBytes($"{{{Ids},\"metadata\":"), .. metadata, (byte)'}'];

    /// <summary>An envelope in which one of the ids is this JSON value.</summary>
    internal static string WithId(string name, string json)
    {
        var members = new[]
        {
            ("companyId", $"\"{CompanyId}\""),
            ("siteId", $"\"{SiteId}\""),
            ("idempotencyKey", $"\"{IdempotencyKey}\""),
            ("metadata", "{}"),
        };
        return "{" + string.Join(',', members.Select(m => $"\"{m.Item1}\":{(m.Item1 == name ? json : m.Item2)}")) + "}";
    }

    internal static Answer Parse(string body, string? eventProperty = "event") => Parse(Encoding.UTF8.GetBytes(body), eventProperty);

    internal static Answer Parse(ReadOnlySpan<byte> body, string? eventProperty = "event")
    {
        var accepted = EnvelopeParser.TryParse(body, eventProperty, out var envelope, out var problem, out var member);
        Assert.Equal(accepted, problem == EnvelopeProblem.None);
        return accepted
            ? new Answer(
                true, problem, member, envelope,
                Encoding.UTF8.GetString(body.Slice(envelope.MetadataStart, envelope.MetadataLength)))
            : new Answer(false, problem, member, envelope, "");
    }

    internal sealed record Answer(bool Accepted, EnvelopeProblem Problem, string? Member, ParsedEnvelope Envelope, string Metadata)
    {
        internal void AssertRefused(EnvelopeProblem problem, string? member)
        {
            Assert.Equal((false, problem, member), (Accepted, Problem, Member));
            Assert.Null(Envelope.CompanyId);
        }
    }
}
