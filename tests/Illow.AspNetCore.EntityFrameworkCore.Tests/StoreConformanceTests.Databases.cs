using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests;

public sealed class SqliteConformanceTests(SqliteDatabase database) : StoreConformanceTests(database), IClassFixture<SqliteDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options)
    {
    }
}

public sealed class PostgresConformanceTests(PostgresDatabase database) : StoreConformanceTests(database), IClassFixture<PostgresDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options)
    {
    }
}

/// <summary>With the statements for any provider.</summary>
public sealed class PortableSqliteConformanceTests(SqliteDatabase database) : StoreConformanceTests(database), IClassFixture<SqliteDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options) =>
        (options.Provider, options.ClockSql) = ("Any", SqliteInboxSql.KnownClock);
}

/// <summary>With the statements for any provider.</summary>
public sealed class PortablePostgresConformanceTests(PostgresDatabase database) : StoreConformanceTests(database), IClassFixture<PostgresDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options) =>
        (options.Provider, options.ClockSql) = ("Any", PostgreSqlInboxSql.KnownClock);
}

/// <summary>With the statements for any provider, and this host's clock.</summary>
public sealed class HostClockPostgresConformanceTests(PostgresDatabase database) : StoreConformanceTests(database), IClassFixture<PostgresDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options) => options.Provider = "Any";
}
