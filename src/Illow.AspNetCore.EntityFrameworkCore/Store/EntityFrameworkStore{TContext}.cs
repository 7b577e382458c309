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
    protected override DbContext ContextOf(IServiceProvider services) =>
        services.GetService<TContext>() ?? throw new InvalidOperationException(
            $"AddEntityFrameworkStore<{typeof(TContext).Name}>() needs {typeof(TContext).Name} among the services: call AddDbContext<{typeof(TContext).Name}>().");
}
