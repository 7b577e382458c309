using Microsoft.EntityFrameworkCore;

namespace QueuedSample.Cases;

/// <summary>The application's database: its cases, and the record of handled events.</summary>
internal sealed class CaseDb(DbContextOptions<CaseDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddIllowWebhookInbox();
}
