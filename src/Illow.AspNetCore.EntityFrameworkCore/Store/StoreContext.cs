using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>A context of the store's own, with the scope that it came from.</summary>
internal readonly struct StoreContext(AsyncServiceScope scope, DbContext context, bool isScopes) : IAsyncDisposable
{
    internal DbContext Context => context;

    internal IServiceProvider Services => scope.ServiceProvider;

    public async ValueTask DisposeAsync()
    {
        // A factory's context is the caller's to dispose of; a scope's own context ends with the scope
        if (!isScopes)
        {
            await context.DisposeAsync();
        }

        await scope.DisposeAsync();
    }
}
