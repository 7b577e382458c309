using Illow.AspNetCore.Configuration;
using Illow.Webhooks.Signatures;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Middleware;

/// <summary>Step 1 of docs/architecture.md: everything that can be refused before a byte of the body is read. Thread-safe.</summary>
internal sealed class RequestScreen(SignatureGate gate, AnswerWriter answers)
{
    // Ordinal: Kestrel routes a lower-case method too, and RFC 9110 (9.1) makes methods case-sensitive
    internal static bool IsPost(HttpContext context, WebhookRoute route)
    {
        if (context.Request.Method == HttpMethods.Post)
        {
            return true;
        }

        context.Response.Headers.Allow = route.AllowedMethods;
        return false;
    }

    internal bool TryPass(HttpRequest request, WebhookSettings settings, CandidateSearch search, out Passed passed, out Verification refusal)
    {
        passed = default;
        if (search.Refusal is { } noCandidates)
        {
            refusal = Verification.Refused(noCandidates, noCandidates == Answer.UnknownWebhook
                ? "The route's {webhook} is the name of no registration under Illow:Webhooks, and of none that an IIllowKeyProvider knows."
                : "The IIllowKeyProvider failed or gave a text that is no key; the log says more.");
            return false;
        }

        var headers = request.Headers;
        if (!MediaTypes.AreAccepted(headers))
        {
            refusal = Verification.Refused(Answer.UnsupportedMediaType, "Content-Type must be application/json or */*+json, in UTF-8, and Content-Encoding absent: the signature covers the bytes as sent.");
            return false;
        }

        var tested = gate.For(settings);
        if (tested.Refusal is not null)
        {
            refusal = Verification.Refused(Answer.Unavailable, "This host refuses " + settings.Hash.Name.Name + " signatures: " + tested.Refusal);
            return false;
        }

        if (!SignatureHeader.TryGet(headers, settings.Options.SignatureHeader, search.Found, answers.Explains, out var signature, out var malformed))
        {
            refusal = Verification.Refused(Answer.InvalidSignature, malformed);
            return false;
        }

        if (request.ContentLength > settings.Options.MaxRequestBodySize)
        {
            refusal = TooLarge(settings);
            return false;
        }

        passed = new Passed(tested.Verifier, signature);
        refusal = default;
        return true;
    }

    internal Verification TooLarge(WebhookSettings settings) => Verification.Refused(
        Answer.BodyTooLarge,
        answers.Explains ? $"Illow:MaxRequestBodySize is {settings.Options.MaxRequestBodySize} bytes; the server's own limit may be lower." : null);

    /// <param name="Verifier">What checks the signature.</param>
    /// <param name="Signature">The signature's text: canonical base64, of a length that fits a candidate's key.</param>
    internal readonly record struct Passed(SignatureVerifier Verifier, string Signature);
}
