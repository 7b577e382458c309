using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Model;

/// <summary>Names that the application gave are those the statements use, however odd.</summary>
public sealed class NamesTests(PostgresDatabase postgres, SqliteDatabase sqlite)
    : IClassFixture<PostgresDatabase>, IClassFixture<SqliteDatabase>
{
    [Fact]
    public async Task Store_OwnSchemaTableAndColumns_Postgres_Works()
    {
        await postgres.EnsureCreatedAsync();
        await MustWorkAsync(postgres.Configure, model =>
        {
            model.AddIllowWebhookInbox("odd \"schema\"", "odd {0} 'table'");
            Rename(model);
        });
    }

    [Fact]
    public async Task Store_OwnTableAndColumns_Sqlite_Works()
    {
        await sqlite.EnsureCreatedAsync();
        await MustWorkAsync(sqlite.Configure, model =>
        {
            model.AddIllowWebhookInbox(table: "odd {0} \"table\"");
            Rename(model);
        });
    }

    private static void Rename(ModelBuilder model)
    {
        foreach (var property in model.Model.FindEntityType("IllowWebhookInbox")!.GetProperties())
        {
            property.SetColumnName($"odd {property.Name} order");
        }
    }

    private static async Task MustWorkAsync(Action<DbContextOptionsBuilder> configure, Action<ModelBuilder> model)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddScoped(_ => new ModelDb(configure, model));
        services.AddIllowWebhooks().AddEntityFrameworkStore<ModelDb>();
        await using var provider = services.BuildServiceProvider();
        await using (var context = new ModelDb(configure, model))
        {
            // The statements are several, and Npgsql runs them as one batch
            await using var connection = context.Database.GetDbConnection();
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the script is Entity Framework Core's
            command.CommandText = context.Database.GenerateCreateScript();
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }

        var store = provider.GetRequiredService<IIllowIdempotencyStore>();
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        var request = new IllowClaimRequest(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        var released = (await store.ClaimAsync(request, default)).Claim;
        await store.ReleaseAsync(released, default);
        var claim = (await store.ClaimAsync(request, default)).Claim;
        Assert.True(claim.Fence > released.Fence);
        Assert.True(await store.RenewAsync(claim, TimeSpan.FromMinutes(1), default));
        Assert.True(await store.CompleteAsync(claim, TimeSpan.FromMinutes(1), default));
        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(request, default)).Status);
    }
}
