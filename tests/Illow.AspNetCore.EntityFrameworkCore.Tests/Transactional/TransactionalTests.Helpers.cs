using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public abstract partial class TransactionalTests
{
    protected static TimeSpan Patience => TimeSpan.FromSeconds(20);

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
        return await context.Set<Dictionary<string, object>>("IllowWebhookInbox").AnyAsync(record => EF.Property<byte[]>(record, "Scope") == scope);
    }
}
