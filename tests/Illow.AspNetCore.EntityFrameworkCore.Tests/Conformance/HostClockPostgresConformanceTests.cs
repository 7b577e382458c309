using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Conformance;

/// <summary>With the statements for any provider, and this host's clock.</summary>
public sealed class HostClockPostgresConformanceTests(PostgresDatabase database)
    : StoreConformanceTests(database), IClassFixture<PostgresDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options) => options.Provider = "Any";
}
