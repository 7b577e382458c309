using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Model;

public sealed class ModelTests
{
    [Fact]
    public void CreateScript_Postgres_HasTheTable()
    {
        using var context = new ModelDb(options => options.UseNpgsql("Host=localhost"), model => model.AddIllowWebhookInbox());

        Assert.Equal(
            """
            CREATE TABLE "IllowWebhookInbox" (
                "Scope" bytea NOT NULL,
                "BodyHash" bytea NOT NULL,
                "ExpiresAt" bigint NOT NULL,
                "Fence" bigint NOT NULL,
                "Owner" uuid NOT NULL,
                "State" integer NOT NULL,
                CONSTRAINT "PK_IllowWebhookInbox" PRIMARY KEY ("Scope")
            );


            CREATE INDEX "IX_IllowWebhookInbox_ExpiresAt" ON "IllowWebhookInbox" ("ExpiresAt");
            """,
            context.Database.GenerateCreateScript().Trim().ReplaceLineEndings());
    }

    [Fact]
    public void CreateScript_Sqlite_HasTheTable()
    {
        using var context = new ModelDb(options => options.UseSqlite("Data Source=none"), model => model.AddIllowWebhookInbox());

        Assert.Equal(
            """
            CREATE TABLE "IllowWebhookInbox" (
                "Scope" BLOB NOT NULL CONSTRAINT "PK_IllowWebhookInbox" PRIMARY KEY,
                "BodyHash" BLOB NOT NULL,
                "ExpiresAt" INTEGER NOT NULL,
                "Fence" INTEGER NOT NULL,
                "Owner" TEXT NOT NULL,
                "State" INTEGER NOT NULL
            );


            CREATE INDEX "IX_IllowWebhookInbox_ExpiresAt" ON "IllowWebhookInbox" ("ExpiresAt");
            """,
            context.Database.GenerateCreateScript().Trim().ReplaceLineEndings());
    }

    [Fact]
    public void Migration_FromAModelWithoutIt_CreatesTheTable()
    {
        using var before = new ModelDb(options => options.UseNpgsql("Host=localhost"), _ => { });
        using var after = new ModelDb(options => options.UseNpgsql("Host=localhost"), model => model.AddIllowWebhookInbox());

        var operations = after.GetService<IMigrationsModelDiffer>().GetDifferences(Relational(before), Relational(after));

        Assert.Collection(
            operations,
            create => Assert.Equal("IllowWebhookInbox", Assert.IsType<CreateTableOperation>(create).Name),
            index => Assert.Equal("IX_IllowWebhookInbox_ExpiresAt", Assert.IsType<CreateIndexOperation>(index).Name));
    }

    [Theory]
    [InlineData(null, null, "IllowWebhookInbox")]
    [InlineData(null, "hooks", "hooks.IllowWebhookInbox")]
    [InlineData("app", null, "app.IllowWebhookInbox")]
    [InlineData("app", "hooks", "hooks.IllowWebhookInbox")]
    public void AddIllowWebhookInbox_Schema_IsTheOneGivenOrTheModelsOwn(string? defaultSchema, string? schema, string expected)
    {
        using var context = new ModelDb(options => options.UseNpgsql("Host=localhost"), model =>
        {
            if (defaultSchema is not null)
            {
                model.HasDefaultSchema(defaultSchema);
            }

            model.AddIllowWebhookInbox(schema);
        });

        Assert.Equal(expected, context.Model.FindEntityType("IllowWebhookInbox")!.GetSchemaQualifiedTableName());
    }

    [Fact]
    public void AddIllowWebhookInbox_Twice_TheLastNameCounts()
    {
        using var context = new ModelDb(
            options => options.UseSqlite("Data Source=none"),
            model => model.AddIllowWebhookInbox().AddIllowWebhookInbox(table: "Other"));

        Assert.Equal("Other", context.Model.FindEntityType("IllowWebhookInbox")!.GetTableName());
    }

    [Fact]
    public void AddIllowWebhookInbox_BlankTable_Throws() =>
        Assert.Throws<ArgumentException>(() => new ModelBuilder().AddIllowWebhookInbox(table: " "));

    private static IRelationalModel Relational(DbContext context) => context.GetService<IDesignTimeModel>().Model.GetRelationalModel();
}
