using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Protocol.Signatures;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Hands out the verifier for a hash after a known answer has shown that the platform verifies with it; remembers the reason where
/// it does not. Thread-safe.
/// </summary>
internal sealed class SignatureGate(RsaSignatureCheck check, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private volatile Tested? _tested;

    /// <summary>The verifier, and why it cannot be trusted on this host (null: it can).</summary>
    internal Tested For(SignatureHash hash)
    {
        var tested = _tested;
        return tested?.Verifier.Hash == hash ? tested : Test(hash);
    }

    private Tested Test(SignatureHash hash)
    {
        var refusal = PlatformSelfTest.Run(check, hash);
        if (refusal is not null)
        {
            Log.PlatformRefuses(_logger, hash.Name.Name!, refusal);
        }

        return _tested = new Tested(new SignatureVerifier(check, hash), refusal);
    }

    internal sealed record Tested(SignatureVerifier Verifier, string? Refusal);
}
