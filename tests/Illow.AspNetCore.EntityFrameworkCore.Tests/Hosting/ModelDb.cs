using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A context with a model of the test's own.</summary>
internal sealed class ModelDb(Action<DbContextOptionsBuilder> configure, Action<ModelBuilder> model) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        configure(optionsBuilder);
        optionsBuilder.ReplaceService<IModelCacheKeyFactory, NoModelCache>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => model(modelBuilder);

    private sealed class NoModelCache : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => new();
    }
}
