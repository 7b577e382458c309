using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Illow.AspNetCore.Middleware;

/// <summary>Which bodies are JSON in UTF-8 as it was signed: one media type, and no content encoding.</summary>
internal static class MediaTypes
{
    internal static bool AreAccepted(IHeaderDictionary headers) => IsJson(headers) && IsUnencoded(headers);

    private static bool IsJson(IHeaderDictionary headers)
    {
        var contentType = headers.ContentType;
        if (contentType.Count != 1 || contentType[0] is not { } text)
        {
            return false;
        }

        // What nearly every delivery carries needs no parsing
        if (Is(text, "application/json") || Is(text, "application/json; charset=utf-8"))
        {
            return true;
        }

        // The parser takes "application / json" too, which RFC 9110 (8.3.1) does not
        if (!MediaTypeHeaderValue.TryParse(text, out var type)
            || !text.AsSpan().TrimStart().StartsWith(type.MediaType.AsSpan(), StringComparison.Ordinal)
            || !(Is(type.MediaType, "application/json") || Is(type.Suffix, "json")))
        {
            return false;
        }

        foreach (var parameter in type.Parameters)
        {
            if (Is(parameter.Name, "charset") && !Is(HeaderUtilities.RemoveQuotes(parameter.Value), "utf-8"))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUnencoded(IHeaderDictionary headers)
    {
        var encoding = headers.ContentEncoding;
        return encoding.Count == 0 || (encoding.Count == 1 && Is(encoding[0]?.Trim(), "identity"));
    }

    private static bool Is(StringSegment text, string wanted) => text.Equals(wanted, StringComparison.OrdinalIgnoreCase);
}
