using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public sealed class MariaDbConnectionBudgetTests(MariaDbDatabase mariaDb) : ConnectionBudgetTests(mariaDb), IClassFixture<MariaDbDatabase>
{
    // MySql.Data blocks a thread for each delivery that waits for a connection
    public override async Task Deliveries_TenTimesThePool_AllComplete(bool transactional)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(workers + Deliveries, completions);
        try
        {
            await base.Deliveries_TenTimesThePool_AllComplete(transactional);
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, completions);
        }
    }

    // A command that the provider gives up after its usual 30 seconds may hang for good, since its answer can cross the cancellation
    protected override void ConfigurePool(DbContextOptionsBuilder options) => options.UseMySQL(
        $"{mariaDb.ConnectionString};Maximum Pool Size=20;Connection Timeout=60", mySql => mySql.CommandTimeout(300));
}
