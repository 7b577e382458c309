using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A context whose author forgot the inbox.</summary>
public sealed class NoInboxDb(DbContextOptions<NoInboxDb> options) : DbContext(options);
