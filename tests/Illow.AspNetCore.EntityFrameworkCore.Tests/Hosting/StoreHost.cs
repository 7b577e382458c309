using Illow.AspNetCore.EntityFrameworkCore.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>The services of an application that keeps its webhook inbox in a database: as good as a process of its own.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    internal StoreHost(
        Action<DbContextOptionsBuilder> database,
        Action<IllowEntityFrameworkStoreOptions>? configure = null,
        Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Debug));
        services.AddDbContext<AppDb>(database);
        services.AddIllowWebhooks().AddEntityFrameworkStore<AppDb>(configure);
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    internal IServiceProvider Services => _services;

    internal EntityFrameworkStore Store => _services.GetRequiredService<EntityFrameworkStore>();

    internal FakeLogCollector Logs => _services.GetFakeLogCollector();

    /// <summary>A request: a scope with a context of its own.</summary>
    internal async Task<IllowClaimResult> ExecuteAsync(
        IllowClaimRequest request, Func<IllowClaim, AppDb, Task<bool>> handler, CancellationToken cancellationToken = default)
    {
        await using var scope = _services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<AppDb>();
        return await Store.ExecuteAsync(request, scope.ServiceProvider, claim => handler(claim, context), cancellationToken);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
