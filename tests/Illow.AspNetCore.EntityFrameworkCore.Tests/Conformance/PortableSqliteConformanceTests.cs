using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Conformance;

/// <summary>With the statements for any provider.</summary>
public sealed class PortableSqliteConformanceTests(SqliteDatabase database) : StoreConformanceTests(database), IClassFixture<SqliteDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options) =>
        (options.Provider, options.ClockSql) = ("Any", SqliteInboxSql.KnownClock);
}
