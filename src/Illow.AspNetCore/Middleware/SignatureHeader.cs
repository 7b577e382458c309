using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Illow.AspNetCore.Configuration;
using Illow.Webhooks.Signatures;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Middleware;

/// <summary>Takes the signature's text from the request: one header, strict base64, a length that fits a key. All before a byte of the body is read.</summary>
internal static class SignatureHeader
{
    internal static bool TryGet(
        IHeaderDictionary headers,
        string name,
        ImmutableArray<Registration> candidates,
        bool explain,
        [NotNullWhen(true)] out string? text,
        out string? problem)
    {
        var values = headers[name];
        text = values.Count == 1 ? values[0] : null;
        if (string.IsNullOrEmpty(text))
        {
            problem = !explain ? null : values.Count > 1 ? $"There are {values.Count} headers {name}; one is expected." : $"The header {name} is missing or empty.";
            return false;
        }

        if (!SignatureText.TryMeasure(text, out var length) || !FitsAny(candidates, length))
        {
            problem = !explain ? null : $"The header {name}: {SignatureDiagnosis.ExplainShape([.. candidates.SelectMany(c => c.Keys)], text)}";
            return false;
        }

        problem = null;
        return true;
    }

    private static bool FitsAny(ImmutableArray<Registration> candidates, int length)
    {
        foreach (var candidate in candidates)
        {
            foreach (var key in candidate.Keys)
            {
                if (key.SignatureLength == length)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
