using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Maintenance;

public sealed class MariaDbCleanUpTests(MariaDbDatabase database) : CleanUpTests(database, null, null), IClassFixture<MariaDbDatabase>;
