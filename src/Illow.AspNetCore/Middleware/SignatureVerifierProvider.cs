using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.Webhooks.Signatures;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Hands out the verifier that the settings ask for after a known answer has shown that it verifies on this host; remembers the
/// reason where it does not. Thread-safe.
/// </summary>
internal sealed class SignatureVerifierProvider(RsaSignatureCheck platform, ILoggerFactory loggers)
{
    private static readonly RsaSignatureCheck Managed = new ManagedRsaSignatureCheck();

    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private volatile Tested? _tested;

    /// <summary>The verifier, and why it cannot be trusted on this host (null: it can).</summary>
    internal Tested For(WebhookSettings settings)
    {
        var tested = _tested;
        return tested is not null && tested.Verifier.Hash == settings.Hash && tested.IsManaged == settings.Options.ManagedVerification
            ? tested
            : Test(settings.Hash, settings.Options.ManagedVerification);
    }

    private Tested Test(SignatureHash hash, bool managed)
    {
        if (managed)
        {
            Log.ManagedVerification(_logger);
        }

        var check = managed ? Managed : platform;
        var refusal = PlatformSelfTest.Run(check, hash);
        if (refusal is not null)
        {
            Log.PlatformRefuses(_logger, hash.Name.Name!, refusal);
        }

        return _tested = new Tested(new SignatureVerifier(check, hash), managed, refusal);
    }

    internal sealed record Tested(SignatureVerifier Verifier, bool IsManaged, string? Refusal);
}
