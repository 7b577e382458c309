using Microsoft.EntityFrameworkCore;

namespace MvcSample.Stores;

/// <summary>Holds the idempotency keys when a database is chosen. An application adds the inbox to its own context.</summary>
internal sealed class InboxDb(DbContextOptions<InboxDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddIllowWebhookInbox();
}
