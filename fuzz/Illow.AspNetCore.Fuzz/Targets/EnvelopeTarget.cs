using System.Text;
using Illow.Webhooks.Messages;
using Illow.Webhooks.Tests.Messages;

namespace Illow.AspNetCore.Fuzz.Targets;

/// <summary>The envelope's parser against a second reading by JsonDocument: the same verdict, and the same values.</summary>
internal sealed class EnvelopeTarget : FuzzTarget
{
    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "\"companyId\":", "\"siteId\":", "\"idempotencyKey\":", "\"metadata\":", "\"event\":", "\"CompanyId\":",
            "\"idempotencyKe\\u0079\":", "\"a\":", "\"x\"", "\"\"", "null", "true", "1e400", "-0", "{}", "[]", "{", "}", "[", "]",
            ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\\udc00", "\\u0061", "//", "/**/", "NaN", " ", "\n", "\0",
            "\u00e9", "\u2028", "\ufeff", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":",
        }.Select(Encoding.UTF8.GetBytes),
        [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF], [0xF4, 0x90, 0x80, 0x80],
    ];

    internal override void Run(ReadOnlySpan<byte> input)
    {
        var accepted = EnvelopeParser.TryParse(input, "event", out var envelope, out var problem, out var member);
        Hold(accepted == (problem == EnvelopeProblem.None), "a verdict and its problem agree");
        Hold(member is null or "companyId" or "siteId" or "idempotencyKey" or "metadata", "a problem names no member but the protocol's");

        var expected = EnvelopeReference.Parse(input.ToArray(), "event");
        Hold(accepted == expected is not null, "both readings come to the same verdict");
        if (expected is { } values)
        {
            var metadata = Encoding.UTF8.GetString(input.Slice(envelope.MetadataStart, envelope.MetadataLength));
            Hold(
                (envelope.CompanyId, envelope.SiteId, envelope.IdempotencyKey, envelope.Event, metadata) == values,
                "both readings come to the same values");
            HoldOfMetadata(envelope, input);
        }
    }

    // DsrCreated fits anything, and each of its texts is from the metadata
    private static void HoldOfMetadata(in ParsedEnvelope parsed, ReadOnlySpan<byte> input)
    {
        var message = new IllowMessage(parsed, input.ToArray(), null);
        Hold(message.GetMetadata<DsrCreated>() is not null, "the metadata of any envelope makes a DsrCreated");
    }
}
