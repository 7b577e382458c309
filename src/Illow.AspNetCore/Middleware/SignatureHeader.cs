using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Illow.AspNetCore.Configuration;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Middleware;

/// <summary>Takes the signature's text from the request: one header, strict base64, a length that fits a key. All before a byte of the body is read.</summary>
internal static class SignatureHeader
{
    internal static bool TryGet(
        IHeaderDictionary headers,
        WebhookSettings settings,
        ImmutableArray<Registration> candidates,
        SignatureVerifierProvider verifiers,
        bool explain,
        [NotNullWhen(true)] out string? text,
        out string? problem)
    {
        var name = settings.Options.SignatureHeader;
        var values = headers[name];
        text = values.Count == 1 ? values[0] : null;
        if (string.IsNullOrEmpty(text))
        {
            problem = !explain ? null : values.Count > 1 ? $"There are {values.Count} headers {name}; one is expected." : $"The header {name} is missing or empty.";
            return false;
        }

        foreach (var candidate in candidates)
        {
            if (verifiers.For(candidate, settings)?.IsWellFormed(text) == true)
            {
                problem = null;
                return true;
            }
        }

        problem = explain ? $"The header {name}: {IllowSignatureDiagnosis.ExplainShape([.. candidates.SelectMany(c => c.Keys)], text)}" : null;
        return false;
    }
}
