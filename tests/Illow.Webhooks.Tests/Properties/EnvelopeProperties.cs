using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Illow.Webhooks.Messages;
using Illow.Webhooks.Tests.Messages;

namespace Illow.Webhooks.Tests.Properties;

public sealed class EnvelopeProperties
{
    [Fact]
    public void TryParse_AnyEnvelopeInAnyOrder_GivesWhatWasWritten() =>
        Hold.ForAll(
            from written in Envelope
            from order in Gen.Shuffle([0, 1, 2, 3, 4, 5])
            from relaxed in Gen.Elements(true, false)
            select (Written: written, Order: order, Relaxed: relaxed),
            input =>
            {
                var answer = Bodies.Parse(input.Written.ToJson(input.Order, input.Relaxed));
                return answer.Accepted
                    && answer.Envelope.CompanyId == input.Written.Company
                    && answer.Envelope.SiteId == input.Written.Site
                    && answer.Envelope.IdempotencyKey == input.Written.Key
                    && answer.Envelope.Event == input.Written.Event
                    && JsonElement.DeepEquals(JsonElement.Parse(answer.Metadata), JsonElement.Parse(input.Written.Metadata));
            },
            1000);

    [Fact]
    public void TryParse_AnyProperPrefix_IsRefused() =>
        Hold.ForAll(
            from written in Envelope
            let body = written.ToJson([0, 1, 2, 3, 4, 5], relaxed: true)
            from length in Gen.Choose(0, body.Length - 1)
            select body[..length],
            body => !Bodies.Parse(body).Accepted,
            1000);

    [Fact]
    public void TryParse_AnythingButBlanksAfterTheEnd_IsRefused() =>
        Hold.ForAll(
            from written in Envelope
            from tail in Any.Bytes(1, 4)
            select (Body: written.ToJson([0, 1, 2, 3, 4, 5], relaxed: true), Tail: tail),
            input => Bodies.Parse([.. input.Body, .. input.Tail]).Accepted == input.Tail.All(b => b is 0x20 or 0x09 or 0x0D or 0x0A),
            1000);

    [Fact]
    public void TryParse_AMemberOnceMoreInAnyCase_IsRefused() =>
        Hold.ForAll(
            from written in Envelope
            from name in Gen.Elements("companyId", "siteId", "idempotencyKey", "metadata", "event", "unknown")
            from upper in Gen.ListOf(Gen.Elements(true, false), name.Length)
            select (Body: Encoding.UTF8.GetString(written.ToJson([0, 1, 2, 3, 4, 5], relaxed: false)), Twin: Recase(name, upper)),
            input => Bodies.Parse($"{input.Body[..^1]},\"{input.Twin}\":\"x\"}}").Problem == EnvelopeProblem.DuplicateMember);

    [Fact]
    public void TryParse_AMemberLess_IsRefused() =>
        Hold.ForAll(
            from written in Envelope
            from missing in Gen.Choose(0, 3)
            select written.ToJson([.. Enumerable.Range(0, 6).Where(member => member != missing)], relaxed: false),
            body => Bodies.Parse(body).Problem == EnvelopeProblem.MissingMember);

    [Fact]
    public void TryParse_ChangedBytes_AgreesWithTheReference() =>
        Hold.ForAll(
            from written in Envelope
            let body = written.ToJson([5, 4, 3, 2, 1, 0], relaxed: false)
            from at in Gen.Choose(0, body.Length - 1)
            from cut in Gen.Choose(0, Math.Min(3, body.Length - at))
            from put in Gen.OneOf(
                Any.Bytes(0, 3),
                Gen.Elements("\\u0061", "\"a\":0,", "\\ud800", "//", "{", "]", "\ufeff").Select(Encoding.UTF8.GetBytes))
            select (byte[])[.. body[..at], .. put, .. body[(at + cut)..]],
            body => EnvelopeReference.Parse(body, "event") is not null == Bodies.Parse(body).Accepted,
            3000);

    [Fact]
    public void TryParse_AnyBytes_AreRefusedWithAProblem() =>
        Hold.ForAll(Any.Bytes(0, 60), body => Bodies.Parse(body) is { Accepted: false, Problem: not EnvelopeProblem.None }, 1000);

    [Fact]
    public void TryParse_Depth_IsLimitedAtSixtyFour() =>
        Hold.ForAll(
            from levels in Gen.Choose(0, 80)
            from kinds in Gen.ListOf(Gen.Elements(true, false), levels)
            select kinds,
            kinds =>
            {
                var open = string.Concat(kinds.Select(isArray => isArray ? "[" : "{\"a\":"));
                var close = string.Concat(Enumerable.Reverse(kinds).Select(isArray => isArray ? "]" : "}"));
                return Bodies.Parse(Bodies.With($"{open}1{close}")).Accepted == kinds.Count <= EnvelopeParser.MaxDepth - 1;
            });

    private static Gen<Written> Envelope =>
        from company in Any.Id()
        from site in Any.Id()
        from key in Any.Id()
        from @event in Any.Id()
        from metadata in Json(3)
        from unknown in Json(1)
        select new Written(company, site, key, @event, metadata, unknown);

    private static Gen<string> Json(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements("null", "true", "false", "0", "-1.5E+3", "1e400", "{}", "[]"),
            Any.WellFormedText(10).Select(text => JsonSerializer.Serialize(text)));
        return depth == 0
            ? leaf
            : Gen.OneOf(
                leaf,
                Json(depth - 1).ListOf(3).Select(items => $"[{string.Join(',', items)}]"),
                Json(depth - 1).ListOf(3).Select(
                    items => $"{{{string.Join(" ,", items.Select((item, index) => $"\"m{index}\" : {item}"))}}}"));
    }

    private static string Recase(string name, IEnumerable<bool> upper) =>
        string.Concat(
            name.Zip(upper, (character, isUpper) => isUpper ? char.ToUpperInvariant(character) : char.ToLowerInvariant(character)));

    internal sealed record Written(string Company, string Site, string Key, string Event, string Metadata, string Unknown)
    {
        internal byte[] ToJson(int[] order, bool relaxed)
        {
            using var stream = new MemoryStream();
            var encoder = relaxed ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default;
            using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = encoder, Indented = relaxed }))
            {
                writer.WriteStartObject();
                foreach (var member in order)
                {
                    Write(writer, member);
                }

                writer.WriteEndObject();
            }

            return stream.ToArray();
        }

        private void Write(Utf8JsonWriter writer, int member)
        {
            switch (member)
            {
                case 0:
                    writer.WriteString("companyId", Company);
                    break;
                case 1:
                    writer.WriteString("siteId", Site);
                    break;
                case 2:
                    writer.WriteString("idempotencyKey", Key);
                    break;
                case 3:
                    writer.WritePropertyName("metadata");
                    writer.WriteRawValue(Metadata);
                    break;
                case 4:
                    writer.WriteString("event", Event);
                    break;
                default:
                    writer.WritePropertyName("unknown");
                    writer.WriteRawValue(Unknown);
                    break;
            }
        }
    }
}
