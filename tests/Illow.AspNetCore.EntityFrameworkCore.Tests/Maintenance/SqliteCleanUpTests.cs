using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Maintenance;

public sealed class SqliteCleanUpTests(SqliteDatabase database) : CleanUpTests(database, null, null), IClassFixture<SqliteDatabase>;
