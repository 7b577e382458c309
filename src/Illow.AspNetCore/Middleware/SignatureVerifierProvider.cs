using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Hands out what verifies the signatures of a registration, after a known answer has shown that this host verifies at all; remembers the
/// reason where it does not. Thread-safe.
/// </summary>
internal class SignatureVerifierProvider(ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private volatile Tested? _tested;

    /// <summary>Why signatures cannot be verified on this host; null where they can.</summary>
    internal string? RefusalOf(WebhookSettings settings)
    {
        var tested = _tested;
        return ReferenceEquals(tested?.Options, settings.Verification) ? tested!.Refusal : Test(settings.Verification);
    }

    /// <summary>The verifier of a registration of these settings; null where it has no key.</summary>
    internal IllowWebhookVerifier? For(Registration registration, WebhookSettings settings) =>
        registration.Keys.IsEmpty ? null : registration.Verifier ??= Create(registration.Keys, settings.Verification);

    private protected virtual IllowWebhookVerifier Create(IReadOnlyList<IllowPublicKey> keys, IllowWebhookVerifierOptions options) =>
        new(keys, options);

    private protected virtual string? TestHost(IllowWebhookVerifierOptions options) => IllowWebhookVerifier.TestHost(options);

    private string? Test(IllowWebhookVerifierOptions options)
    {
        // A reload that changed neither needs nothing new
        if (_tested is { } last
            && last.Options.HashAlgorithm == options.HashAlgorithm
            && last.Options.ManagedVerification == options.ManagedVerification)
        {
            _tested = last with { Options = options };
            return last.Refusal;
        }

        if (options.ManagedVerification)
        {
            Log.ManagedVerification(_logger);
        }

        var refusal = TestHost(options);
        if (refusal is not null)
        {
            Log.PlatformRefuses(_logger, options.HashAlgorithm.Name!, refusal);
        }

        _tested = new Tested(options, refusal);
        return refusal;
    }

    private sealed record Tested(IllowWebhookVerifierOptions Options, string? Refusal);
}
