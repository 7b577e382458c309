using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>Knows the application's context.</summary>
internal sealed class EntityFrameworkStore<TContext>(
    IServiceScopeFactory scopes, IOptions<IllowEntityFrameworkStoreOptions> options, TimeProvider time, ILoggerFactory loggers)
    : EntityFrameworkStore(scopes, options, time, loggers)
    where TContext : DbContext
{
    internal override string ContextName => typeof(TContext).Name;

    protected override DbContext? ScopedContextOf(IServiceProvider services) => services.GetService<TContext>();

    protected override DbContext? NewContextOf(IServiceProvider services) =>
        services.GetService<IDbContextFactory<TContext>>()?.CreateDbContext();
}
