using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A context whose database migrations make.</summary>
public sealed class MigratedDb(DbContextOptions<MigratedDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.AddIllowWebhookInbox();
    }

    [DbContext(typeof(MigratedDb))]
    [Migration("20260101000000_First")]
    private sealed class First : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
        }
    }
}
