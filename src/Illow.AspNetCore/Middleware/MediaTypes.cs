using Microsoft.AspNetCore.Http;
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
        if (text.Equals("application/json", StringComparison.OrdinalIgnoreCase) || text.Equals("application/json; charset=utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // The parser takes "application / json" too, which RFC 9110 (8.3.1) does not
        if (!MediaTypeHeaderValue.TryParse(text, out var type)
            || !text.AsSpan().TrimStart().StartsWith(type.MediaType.AsSpan(), StringComparison.Ordinal)
            || !(type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        foreach (var parameter in type.Parameters)
        {
            if (parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
                && !HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUnencoded(IHeaderDictionary headers)
    {
        var encoding = headers.ContentEncoding;
        return encoding.Count == 0 || (encoding.Count == 1 && string.Equals(encoding[0]?.Trim(), "identity", StringComparison.OrdinalIgnoreCase));
    }
}
