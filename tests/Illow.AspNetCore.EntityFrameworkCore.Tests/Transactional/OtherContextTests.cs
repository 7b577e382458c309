using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>What a handler writes through a context that is not the request's.</summary>
public sealed class OtherContextTests(SqliteDatabase sqlite, PostgresDatabase postgres)
    : IClassFixture<SqliteDatabase>, IClassFixture<PostgresDatabase>
{
    private static readonly TimeSpan TestTimeout = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Writes => ["save", "update", "delete", "statement", "transaction"];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Execute_SqliteWrittenThroughAScopeOfTheHandlersOwn_ThrowsAtOnceAndSaysWhy(string write)
    {
        await sqlite.EnsureCreatedAsync();
        await using var host = NewHost(sqlite);

        // Without the refusal it waits for as long as the command timeout says
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.ExecuteAsync(NewRequest(), async (_, _) =>
        {
            await using var scope = host.Services.CreateAsyncScope();
            await WriteAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), write);
            return true;
        })).WaitAsync(TestTimeout);

        Assert.Contains("wait for the handler itself", exception.Message, StringComparison.Ordinal);
        Assert.Contains("the request's AppDb", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_SqliteWrittenThroughAnotherContextType_ThrowsAtOnce()
    {
        await sqlite.EnsureCreatedAsync();
        await using var host = NewHost(sqlite);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.ExecuteAsync(NewRequest(), async (_, _) =>
        {
            await using var scope = host.Services.CreateAsyncScope();
            var other = scope.ServiceProvider.GetRequiredService<NoInboxDb>();
            await other.Database.ExecuteSqlRawAsync("""DELETE FROM "Effects" WHERE 1 = 0""");
            return true;
        })).WaitAsync(TestTimeout);
    }

    [Fact]
    public async Task Execute_SqliteReadThroughAScopeOfTheHandlersOwn_Reads()
    {
        await sqlite.EnsureCreatedAsync();
        await using var host = NewHost(sqlite);

        var result = await host.ExecuteAsync(NewRequest(), async (_, _) =>
        {
            await using var scope = host.Services.CreateAsyncScope();
            var other = scope.ServiceProvider.GetRequiredService<AppDb>();
            await other.Database.ExecuteSqlRawAsync("SELECT 1");
            return await other.Effects.CountAsync() >= 0;
        });

        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
    }

    [Fact]
    public async Task Execute_SqliteWrittenThroughAnotherScopeAfterTheHandler_Writes()
    {
        await sqlite.EnsureCreatedAsync();
        await using var host = NewHost(sqlite);
        var ended = new TaskCompletionSource();
        Task? later = null;
        var effect = Guid.NewGuid().ToString();

        await host.ExecuteAsync(NewRequest(), (_, _) =>
        {
            // Work that the handler leaves behind belongs to it no longer once its transaction has ended
            later = Task.Run(async () =>
            {
                await ended.Task;
                await using var scope = host.Services.CreateAsyncScope();
                await SaveAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), effect);
            });
            return Task.FromResult(true);
        });
        ended.SetResult();
        await later!;

        Assert.Contains(effect, await sqlite.EffectsAsync());
    }

    [Fact]
    public async Task Execute_PostgresWrittenThroughAScopeOfTheHandlersOwn_WarnsOnce()
    {
        await postgres.EnsureCreatedAsync();
        await using var host = NewHost(postgres);
        for (var i = 0; i < 2; i++)
        {
            await host.ExecuteAsync(NewRequest(), async (_, db) =>
            {
                await using var scope = host.Services.CreateAsyncScope();
                await SaveAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), Guid.NewGuid().ToString());
                await SaveAsync(db, Guid.NewGuid().ToString());
                return true;
            });
        }

        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Id == 212);
    }

    [Fact]
    public async Task Execute_WrittenThroughTheRequestsOwnContext_LogsNothing()
    {
        await postgres.EnsureCreatedAsync();
        await using var host = NewHost(postgres);

        await host.ExecuteAsync(NewRequest(), async (_, db) =>
        {
            await SaveAsync(db, Guid.NewGuid().ToString());
            return true;
        });

        Assert.DoesNotContain(host.Logs.GetSnapshot(), line => line.Id.Id == 212);
    }

    private static async Task WriteAsync(AppDb other, string write)
    {
        switch (write)
        {
            case "save":
                await SaveAsync(other, Guid.NewGuid().ToString());
                break;
            case "update":
                await other.Effects.ExecuteUpdateAsync(set => set.SetProperty(effect => effect.Name, effect => effect.Name));
                break;
            case "delete":
                await other.Effects.Where(effect => effect.Id < 0).ExecuteDeleteAsync();
                break;
            case "statement":
                await other.Database.ExecuteSqlRawAsync("""DELETE FROM "Effects" WHERE 1 = 0""");
                break;
            default:
                await using (await other.Database.BeginTransactionAsync())
                {
                }

                break;
        }
    }

    private static async Task SaveAsync(AppDb db, string name)
    {
        db.Effects.Add(new Effect { Name = name });
        await db.SaveChangesAsync();
    }

    private static StoreHost NewHost(TestDatabase database) => new(
        database.Configure, options => options.Transactional = true, services => services.AddDbContext<NoInboxDb>(database.Configure));

    private static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }
}
