using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Conformance;

/// <summary>With the statements for any provider.</summary>
public sealed class PortablePostgresConformanceTests(PostgresDatabase database)
    : StoreConformanceTests(database), IClassFixture<PostgresDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options) =>
        (options.Provider, options.ClockSql) = ("Any", PostgreSqlInboxSql.KnownClock);
}
