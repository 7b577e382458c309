using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency.InMemory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Idempotency;

/// <summary>Warns at start of settings under which a repetition, or a replay by somebody who captured a delivery, would be handled again.</summary>
internal static class IdempotencyStartCheck
{
    private static readonly TimeSpan ShortRetention = TimeSpan.FromDays(7);

    internal static void Run(WebhookSettings settings, IIllowIdempotencyStore store, IHostEnvironment? environment, ILogger logger)
    {
        if (!settings.Options.Idempotency.Enabled)
        {
            Log.IdempotencyOff(logger);
            return;
        }

        if (store is InMemoryIdempotencyStore && environment?.IsDevelopment() != true)
        {
            Log.InMemoryStore(logger);
        }

        if (settings.Options.Idempotency.Retention < ShortRetention)
        {
            Log.ShortRetention(logger, settings.Options.Idempotency.Retention);
        }
    }
}
