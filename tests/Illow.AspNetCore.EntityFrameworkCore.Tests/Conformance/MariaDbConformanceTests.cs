using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Conformance;

public sealed class MariaDbConformanceTests(MariaDbDatabase database) : StoreConformanceTests(database), IClassFixture<MariaDbDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options)
    {
    }
}
