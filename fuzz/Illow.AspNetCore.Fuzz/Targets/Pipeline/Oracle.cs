using System.Security.Cryptography;
using Illow.Webhooks.Tests.Messages;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Fuzz.Targets.Pipeline;

/// <summary>Says what a request must come to, by docs/problems.md and without the code under test. Remembers what was handled.</summary>
internal sealed class Oracle
{
    /// <summary>What a handler answers whose idempotency key begins with <see cref="DeclinedKey"/>.</summary>
    internal const int Declined = StatusCodes.Status418ImATeapot;

    internal const char DeclinedKey = 'f';

    private readonly Dictionary<(string, string, string, string, string, string), byte[]> _handled = [];

    internal void Forget() => _handled.Clear();

    internal Expectation Expect(FuzzedRequest request) =>
        request.Method != "POST" ? new(StatusCodes.Status405MethodNotAllowed)
        : request.Url == "/hooks/nobody" ? new(StatusCodes.Status404NotFound)
        : !request.IsJson ? new(StatusCodes.Status415UnsupportedMediaType)
        : !HasShape(request.Signatures) ? new(StatusCodes.Status401Unauthorized)
        : request.Body.Length > Receiver.MaximumBody ? new(StatusCodes.Status413PayloadTooLarge)
        : SignedBy(request) is not { } webhook ? new(StatusCodes.Status401Unauthorized)
        : ExpectVerified(request, webhook);

    private static bool HasShape(string[] signatures) =>
        signatures is [{ Length: (Sender.SignatureLength + 2) / 3 * 4 } text]
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=')
        && Convert.TryFromBase64String(text, new byte[Sender.SignatureLength + 2], out var length)
        && length == Sender.SignatureLength
        && IsCanonical(text);

    private static bool IsCanonical(string text) => Convert.ToBase64String(Convert.FromBase64String(text)) == text;

    private static string? SignedBy(FuzzedRequest request)
    {
        (string Name, RSA Key)[] candidates = [("a", Sender.A), ("b", Sender.B)];
        foreach (var (name, key) in candidates)
        {
            var mayDeliver = !request.Url.StartsWith("/hooks/", StringComparison.Ordinal)
                || request.Url.EndsWith(name, StringComparison.OrdinalIgnoreCase);
            if (mayDeliver
                && Sender.IsSigned(key, request.Body, request.Signatures[0]))
            {
                return name;
            }
        }

        return null;
    }

    private Expectation ExpectVerified(FuzzedRequest request, string webhook)
    {
        if (EnvelopeReference.Parse(request.Body, "event") is not { } envelope)
        {
            return new(StatusCodes.Status400BadRequest);
        }

        if (webhook == "b" && envelope.Company != Receiver.PinnedCompany)
        {
            return new(StatusCodes.Status403Forbidden);
        }

        string[] events = webhook == "a" ? [Receiver.EventOfA] : ["dsr.created", "dsr.updated"];
        if (envelope.Event is { } named && !events.Contains(named))
        {
            return new(StatusCodes.Status403Forbidden);
        }

        // "b" subscribes to two events, and so do the endpoints of the first URL; the second URL takes what is unknown
        var takesAny = request.Url.StartsWith("/hooks/", StringComparison.Ordinal);
        if ((envelope.Event ?? (webhook == "a" ? Receiver.EventOfA : takesAny ? "unknown" : null)) is not { } @event)
        {
            return new(StatusCodes.Status422UnprocessableEntity);
        }

        if (!takesAny && @event is not ("dsr.created" or "dsr.updated"))
        {
            return new(StatusCodes.Status404NotFound);
        }

        var scope = (webhook, takesAny ? "/hooks/{webhook}" : request.Url, @event, envelope.Company, envelope.Site, envelope.Key);
        if (_handled.TryGetValue(scope, out var earlier))
        {
            return earlier.AsSpan().SequenceEqual(request.Body)
                ? new(StatusCodes.Status200OK, IsReplay: true)
                : new(StatusCodes.Status422UnprocessableEntity);
        }

        if (envelope.Key[0] == DeclinedKey)
        {
            return new(Declined, Runs: true);
        }

        _handled.Add(scope, request.Body);
        return new(StatusCodes.Status200OK, Runs: true);
    }

    internal readonly record struct Expectation(int Status, bool Runs = false, bool IsReplay = false);
}
