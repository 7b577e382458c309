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
            yield return new(SignatureCause.BodyPartSigned, "The sender signed the value of one member of the body "
                + "only.", System.Text.Encoding.UTF8.GetBytes(member.Value.GetRawText()));
        }
    }

    private static IEnumerable<BodyVariant> Rewritten(JsonElement root)
    {
        foreach (var (cause, style, difference) in Writers())
        {
            foreach (var layout in JsonLayout.All)
            {
                var rewriter = new JsonRewriter(layout, style)
                {
                    Number = cause == SignatureCause.JsonNumbers ? JavaScriptNumber.Format : static number => number.GetRawText(),
                };
                if (Write(rewriter, root, cause, layout.Name + difference) is { } variant)
                {
                    yield return variant;
                }
            }
        }

        foreach (var variant in JsonOrders.Of(root).Concat(JsonNumberForms.Of(root)))
        {
            yield return variant;
        }
    }

    private static IEnumerable<(SignatureCause Cause, JsonTextStyle Style, string Difference)> Writers()
    {
        yield return (SignatureCause.JsonLayout, JsonTextStyle.Kept, "");
        foreach (var style in Escapes)
        {
            yield return (SignatureCause.JsonEscaping, style, $" with {JsonText.Describe(style)}");
        }

        yield return (SignatureCause.JsonNumbers, JsonTextStyle.Kept, " with its numbers as JavaScript writes them");
        yield return (SignatureCause.JsonNumbers, JsonTextStyle.Minimal, " as JavaScript's JSON.stringify writes it, numbers included");
    }

    /// <summary>
    /// The body as a writer would have written it; null where it holds what no writer takes, such as a lone surrogate's escape.
    /// </summary>
    internal static BodyVariant? Write(JsonRewriter rewriter, JsonElement root, SignatureCause cause, string what)
    {
        try
        {
            return new(
                cause,
                $"The sender signed {what}: something on the way parsed the body and wrote it again, "
                + "or the sender signs another text than it sends.",
                rewriter.Write(root));
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
