using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Illow.AspNetCore.Idempotency;

/// <summary>
/// Gives the application's store to what lives as long as the application. A singleton is used as it is; a store of another lifetime is
/// made for each step in its own scope, since a claim is renewed and recorded while the request's services are in use. Thread-safe.
/// </summary>
internal sealed class IdempotencyStoreProvider(IServiceScopeFactory scopes)
{
    private readonly Lazy<(IIllowIdempotencyStore Store, Type Type)> _found = new(() => FindAsync(scopes).GetAwaiter().GetResult());

    internal IIllowIdempotencyStore Store => _found.Value.Store;

    /// <summary>The type of the application's own store.</summary>
    internal Type StoreType => _found.Value.Type;

    private static async Task<(IIllowIdempotencyStore, Type)> FindAsync(IServiceScopeFactory scopes)
    {
        await using var one = scopes.CreateAsyncScope();
        await using var other = scopes.CreateAsyncScope();
        var store = one.ServiceProvider.GetRequiredService<IIllowIdempotencyStore>();
        return ReferenceEquals(store, other.ServiceProvider.GetRequiredService<IIllowIdempotencyStore>())
            ? (store, store.GetType())
            : (new ScopedStore(scopes, store is IIllowTransactionalStore { IsTransactional: true }), store.GetType());
    }

    private sealed class ScopedStore(IServiceScopeFactory scopes, bool isTransactional) : IIllowTransactionalStore, IHealthCheck
    {
        public bool IsTransactional => isTransactional;

        public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken) =>
            CallAsync(store => store.ClaimAsync(request, cancellationToken));

        public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
            CallAsync(store => store.RenewAsync(claim, lease, cancellationToken));

        public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
            CallAsync(store => store.CompleteAsync(claim, retention, cancellationToken));

        public async ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) =>
            await CallAsync(async store =>
            {
                await store.ReleaseAsync(claim, cancellationToken);
                return true;
            });

        // The transaction is the handler's: the store that it runs in is the request's own
        public ValueTask<IllowClaimResult> ExecuteAsync(
            IllowClaimRequest request,
            IServiceProvider requestServices,
            Func<IllowClaim, Task<bool>> handler,
            CancellationToken cancellationToken) =>
            ((IIllowTransactionalStore)requestServices.GetRequiredService<IIllowIdempotencyStore>())
                .ExecuteAsync(request, requestServices, handler, cancellationToken);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await CallAsync(async store =>
                store is IHealthCheck check ? await check.CheckHealthAsync(context, cancellationToken) : HealthCheckResult.Healthy());

        private async ValueTask<T> CallAsync<T>(Func<IIllowIdempotencyStore, ValueTask<T>> step)
        {
            await using var scope = scopes.CreateAsyncScope();
            return await step(scope.ServiceProvider.GetRequiredService<IIllowIdempotencyStore>());
        }
    }
}
