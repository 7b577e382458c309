using Illow.AspNetCore.Middleware;
using Illow.Webhooks.Signatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>Puts a test's own RSA in the place of the host's.</summary>
internal sealed class VerifiersOf(RsaSignatureCheck host, ILoggerFactory loggers) : SignatureVerifierProvider(loggers)
{
    internal static void Add(IServiceCollection services, RsaSignatureCheck host) =>
        services.AddSingleton<SignatureVerifierProvider>(provider => new VerifiersOf(host, provider.GetRequiredService<ILoggerFactory>()));

    private protected override IllowWebhookVerifier Create(IReadOnlyList<IllowPublicKey> keys, IllowWebhookVerifierOptions options) =>
        new(keys, options, host);

    private protected override string? TestHost(IllowWebhookVerifierOptions options) => IllowWebhookVerifier.TestHost(options, host);
}
