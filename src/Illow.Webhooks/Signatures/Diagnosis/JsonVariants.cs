using System.Text.Json;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>The body written again by the usual JSON writers: whoever parses and writes on the way changes the bytes.</summary>
internal static class JsonVariants
{
    private static readonly JsonTextStyle[] Escapes = Enum.GetValues<JsonTextStyle>()[1..];

    internal static IEnumerable<BodyVariant> Of(ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        if (document is null)
        {
            yield break;
        }

        var root = document.RootElement;
        foreach (var variant in Parts(root).Concat(Rewritten(root)))
        {
            yield return variant;
            yield return variant with
            {
                Explanation = variant.Explanation + " A newline followed it.",
                Bytes = [.. variant.Bytes, (byte)'\n'],
            };
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<BodyVariant> Parts(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in root.EnumerateObject())
        {
            yield return new(SignatureCause.BodyPartSigned, "The sender signed the value of one member of the body only.", System.Text.Encoding.UTF8.GetBytes(member.Value.GetRawText()));
        }
    }

    private static IEnumerable<BodyVariant> Rewritten(JsonElement root)
    {
        foreach (var (cause, style, javaScriptNumbers, sorted, difference) in Writers())
        {
            foreach (var layout in JsonLayout.All)
            {
                if (TryWrite(new JsonRewriter(layout, style, javaScriptNumbers, sorted), root) is { } bytes)
                {
                    yield return new(cause, $"The sender signed {layout.Name}{difference}: something on the way parsed the body and wrote it again, or the sender signs another text than it sends.", bytes);
                }
            }
        }
    }

    private static IEnumerable<(SignatureCause Cause, JsonTextStyle Style, bool JavaScriptNumbers, bool Sorted, string Difference)> Writers()
    {
        yield return (SignatureCause.JsonLayout, JsonTextStyle.Kept, false, false, "");
        foreach (var style in Escapes)
        {
            yield return (SignatureCause.JsonEscaping, style, false, false, $" with {JsonText.Describe(style)}");
        }

        yield return (SignatureCause.JsonNumbers, JsonTextStyle.Kept, true, false, " with its numbers as JavaScript writes them");
        yield return (SignatureCause.JsonNumbers, JsonTextStyle.Minimal, true, false, " as JavaScript's JSON.stringify writes it, numbers included");
        foreach (var style in Escapes.Prepend(JsonTextStyle.Kept))
        {
            yield return (SignatureCause.JsonMemberOrder, style, false, true, $" with its members sorted and {JsonText.Describe(style)}");
        }
    }

    // A lone surrogate's escape cannot be read as text
    private static byte[]? TryWrite(JsonRewriter rewriter, JsonElement root)
    {
        try
        {
            return rewriter.Write(root);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
