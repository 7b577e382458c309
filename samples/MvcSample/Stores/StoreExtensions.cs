using Illow.AspNetCore;
using Microsoft.EntityFrameworkCore;

namespace MvcSample.Stores;

internal static class StoreExtensions
{
    private const string Section = "Illow:Idempotency";

    /// <summary>
    /// Records idempotency keys where <c>Illow:Idempotency:Store</c> says: Memory (the default), Sqlite, Redis or Postgres.
    /// </summary>
    /// <exception cref="InvalidOperationException">The setting names none of them.</exception>
    internal static void AddChosenStore(this IIllowWebhooksBuilder webhooks, IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var connection = section["ConnectionString"];
        switch (section["Store"]?.ToUpperInvariant())
        {
            case null or "MEMORY":
                break;
            case "SQLITE":
                webhooks.AddDatabase(db => db.UseSqlite(connection ?? "Data Source=illow-inbox.db"));
                break;
            case "POSTGRES":
                webhooks.AddDatabase(db => db.UseNpgsql(connection ?? "Host=localhost;Username=postgres;Database=illow"));
                break;
            case "REDIS":
                webhooks.AddRedisStore(connection ?? "localhost:6379");
                break;
            default:
                throw new InvalidOperationException($"{Section}:Store is none of Memory, Sqlite, Redis and Postgres.");
        }
    }

    /// <summary>
    /// Creates the tables of a chosen database, for one instance alone: two that start at once would both create them, and one would
    /// fail. An application applies migrations instead, before it starts.
    /// </summary>
    internal static async Task PrepareStoreAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<InboxDb>() is { } db)
        {
            await db.Database.EnsureCreatedAsync();
        }
    }

    private static void AddDatabase(this IIllowWebhooksBuilder webhooks, Action<DbContextOptionsBuilder> configure)
    {
        webhooks.Services.AddDbContext<InboxDb>(configure);
        webhooks.AddEntityFrameworkStore<InboxDb>();
    }
}
