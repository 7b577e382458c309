using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.FaultReceiver;

/// <summary>The application's own database: its effects beside the inbox.</summary>
internal sealed class AppDb(DbContextOptions<AppDb> options) : DbContext(options)
{
    public DbSet<Effect> Effects => Set<Effect>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddIllowWebhookInbox();
}
