using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>With the statements for any provider: there a copy in another process waits for the transaction that is before it.</summary>
public sealed class PortablePostgresTransactionalTests(PostgresDatabase database)
    : TransactionalTests(database), IClassFixture<PostgresDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options) =>
        (options.Provider, options.ClockSql) = ("Any", PostgreSqlInboxSql.KnownClock);

    [Fact]
    public Task Execute_WhileRunningInAnotherProcess_WaitsAndIsCompleted() => ACopyInAnotherProcessWaitsAndIsCompletedAsync();
}
