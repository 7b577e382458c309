using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Conformance;

public sealed class SqliteConformanceTests(SqliteDatabase database) : StoreConformanceTests(database), IClassFixture<SqliteDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options)
    {
    }
}
