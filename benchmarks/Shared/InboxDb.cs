using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.Benchmarks;

internal sealed class InboxDb(DbContextOptions<InboxDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddIllowWebhookInbox();
}
