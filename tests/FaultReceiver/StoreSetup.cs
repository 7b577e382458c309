using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.FaultReceiver;

/// <summary>Puts the store that a test asks for under the journal.</summary>
internal static class StoreSetup
{
    internal static bool IsTransactional(FaultOptions options) => options.Store.EndsWith("Transactional", StringComparison.Ordinal);

    internal static void Add(IServiceCollection services, IIllowWebhooksBuilder webhooks, FaultOptions options)
    {
        switch (options.Store)
        {
            case "Redis":
                webhooks.AddRedisStore(options.Connection);
                break;
            case "Sqlite":
                services.AddDbContext<AppDb>(db => db.UseSqlite(options.Connection));
                webhooks.AddEntityFrameworkStore<AppDb>();
                break;
            case "Postgres" or "PostgresTransactional":
                services.AddDbContext<AppDb>(db => db.UseNpgsql(options.Connection, npgsql => npgsql.EnableRetryOnFailure(3)));
                webhooks.AddEntityFrameworkStore<AppDb>(store => store.Transactional = IsTransactional(options));
                break;
            case "MariaDb" or "MariaDbTransactional":
                services.AddDbContext<AppDb>(db => db.UseMySQL(options.Connection));
                webhooks.AddEntityFrameworkStore<AppDb>(store => store.Transactional = IsTransactional(options));
                break;
        }

        var store = services.Last(service => service.ServiceType == typeof(IIllowIdempotencyStore));
        services.Remove(store);
        services.AddSingleton<IIllowIdempotencyStore>(provider =>
        {
            var inner = (IIllowIdempotencyStore)(store.ImplementationInstance
                ?? store.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, store.ImplementationType!));
            var journal = provider.GetRequiredService<Journal>();
            var kill = provider.GetRequiredService<KillSwitch>();
            return inner is IIllowTransactionalStore { IsTransactional: true } transactional
                ? new JournaledTransactionalStore(transactional, journal, kill)
                : new JournaledStore(inner, journal, kill);
        });
        services.AddSingleton<IIllowEventResolver, KeyNoter>();
    }

    internal static async Task PrepareAsync(IServiceProvider services, FaultOptions options)
    {
        if (options.Store is "Memory" or "Redis")
        {
            return;
        }

        // Two receivers start at once and one of them makes the tables
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await db.Database.EnsureCreatedAsync();
                return;
            }
            catch (System.Data.Common.DbException) when (attempt < 5)
            {
                await Task.Delay(200);
            }
        }
    }

    /// <summary>Notes each verified event's key for the kill switch, and leaves telling the event to the built-in rules.</summary>
    private sealed class KeyNoter : IIllowEventResolver
    {
        public ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken)
        {
            context.HttpContext.Items[KillSwitch.ItemsKey] = context.Message.IdempotencyKey;
            return new((string?)null);
        }
    }
}
