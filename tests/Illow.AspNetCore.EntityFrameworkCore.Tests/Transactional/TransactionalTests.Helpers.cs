using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public abstract partial class TransactionalTests
{
    protected static TimeSpan TestTimeout => TimeSpan.FromSeconds(20);

    internal StoreHost NewHost(Action<DbContextOptionsBuilder>? more = null, bool retrying = false)
    {
        var host = new StoreHost(
            options =>
            {
                Database.Configure(options, retrying);
                more?.Invoke(options);
            },
            options =>
            {
                options.Transactional = true;
                ConfigureStore(options);
            });
        _hosts.Add(host);
        return host;
    }

    /// <summary>What the derived class has for options.</summary>
    protected virtual void ConfigureStore(IllowEntityFrameworkStoreOptions options)
    {
    }

    protected static IllowClaimRequest NewRequest() => new(NewDigest(), NewDigest(), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));

    protected static IllowDigest NewDigest() => IllowDigest.Of(Guid.NewGuid().ToByteArray());

    protected static string NewName() => Guid.NewGuid().ToString("N");

    protected static async Task<bool> SaveAsync(AppDb db, string name)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.Effects.Add(new Effect { Name = name });
        await db.SaveChangesAsync();
        return true;
    }

    /// <summary>A delivery whose handler has begun, and goes on when <c>Leave</c> is set, to that result.</summary>
    internal static async Task<(Task<IllowClaimResult> Delivery, TaskCompletionSource<bool> Leave)> BeginAsync(
        StoreHost host, IllowClaimRequest request)
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource<bool>();
        var delivery = host.ExecuteAsync(request, async (_, db) =>
        {
            entered.SetResult();
            await SaveAsync(db, NewName());
            return await leave.Task;
        });
        await entered.Task;
        return (delivery, leave);
    }

    /// <summary>Where the database lets a copy wait for the transaction that is before it.</summary>
    protected async Task ACopyInAnotherProcessWaitsAndIsCompletedAsync()
    {
        var request = NewRequest();
        var (first, leave) = await BeginAsync(NewHost(), request);
        var other = NewHost();

        // On a thread of its own: SQLite waits without giving its thread back
        var copy = Task.Run(() => other.ExecuteAsync(request, MustNotRun));
        await Task.Delay(300);
        Assert.False(copy.IsCompleted, "the copy did not wait");
        leave.SetResult(true);

        Assert.Equal(IllowClaimStatus.Completed, (await copy).Status);
        Assert.Equal(IllowClaimStatus.Claimed, (await first).Status);
    }

    protected static Task<bool> MustNotRun(IllowClaim claim, AppDb db) => throw new InvalidOperationException("The handler ran.");

    internal static async Task<IllowClaim> MustRunAsync(StoreHost host, IllowClaimRequest request)
    {
        var runs = 0;
        var result = await host.ExecuteAsync(request, (_, _) => Task.FromResult(++runs > 0));
        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.Equal(1, runs);
        return result.Claim;
    }

    protected async Task<bool> IsRecordedAsync(IllowClaimRequest request)
    {
        await using var context = Database.NewContext();
        var scope = request.Scope.ToArray();
        return await context.Set<Dictionary<string, object>>("IllowWebhookInbox")
            .AnyAsync(record => EF.Property<byte[]>(record, "Scope") == scope);
    }
}
