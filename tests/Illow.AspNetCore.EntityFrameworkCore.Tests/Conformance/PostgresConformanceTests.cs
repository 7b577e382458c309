using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Conformance;

public sealed class PostgresConformanceTests(PostgresDatabase database) : StoreConformanceTests(database), IClassFixture<PostgresDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options)
    {
    }
}
