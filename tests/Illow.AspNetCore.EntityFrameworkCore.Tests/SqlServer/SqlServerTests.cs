using Illow.AspNetCore.EntityFrameworkCore.Tests.Conformance;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Maintenance;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

// The suites that every database passes, for whoever has a server
namespace Illow.AspNetCore.EntityFrameworkCore.Tests.SqlServer;

public sealed class SqlServerConformanceTests(SqlServerDatabase database)
    : StoreConformanceTests(database), IClassFixture<SqlServerDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options)
    {
    }
}

public sealed class SqlServerCleanUpTests(SqlServerDatabase database)
    : CleanUpTests(database, null, null), IClassFixture<SqlServerDatabase>;

public sealed class SqlServerTransactionalTests(SqlServerDatabase database) : TransactionalTests(database), IClassFixture<SqlServerDatabase>
{
    [Fact]
    public Task Execute_WhileRunningInAnotherProcess_WaitsAndIsCompleted() => ACopyInAnotherProcessWaitsAndIsCompletedAsync();
}

public sealed class SqlServerNotADuplicateTests(SqlServerDatabase database)
    : NotADuplicateTests(database, null, null), IClassFixture<SqlServerDatabase>
{
    protected override string DropIndex => """DROP INDEX other ON "IllowWebhookInbox" """;

    protected override string Rename(string table, string name) => $"EXEC sp_rename '{table}', '{name}'";

    protected override Task RefuseAsync() =>
        ChangeAsync("""ALTER TABLE "IllowWebhookInbox" WITH NOCHECK ADD CONSTRAINT refuse CHECK ("Fence" < 0)""");

    protected override Task AllowAsync() => ChangeAsync("""ALTER TABLE "IllowWebhookInbox" DROP CONSTRAINT refuse""");
}
