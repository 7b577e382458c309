using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Store;

public sealed class InboxTests
{
    [Fact]
    public async Task TurnAsync_CommandsHaveNoTimeout_IsWaitedFor()
    {
        await using var database = new SqliteDatabase();
        await database.EnsureCreatedAsync();
        await using var host = new StoreHost(options => options.UseSqlite(database.ConnectionString, sqlite => sqlite.CommandTimeout(0)));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handling = host.ExecuteAsync(NewRequest(), async (_, _) =>
        {
            begun.SetResult();
            await end.Task;
            return true;
        });
        await begun.Task;

        var waiting = host.Store.ClaimAsync(NewRequest(), default).AsTask();
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(1)));
        end.SetResult();

        Assert.Equal(IllowClaimStatus.Claimed, (await waiting).Status);
        await handling;
    }

    private static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }
}
