using Illow.AspNetCore.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Illow.AspNetCore.Redis.Tests;

/// <summary>The store as an application gets it: from its services.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    internal StoreHost(string configuration, Action<IllowRedisStoreOptions>? configure = null)
        : this(builder => builder.AddRedisStore(configuration), configure)
    {
    }

    internal StoreHost(Action<IIllowWebhooksBuilder> add, Action<IllowRedisStoreOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Trace));
        add(new Builder(services));
        services.Configure(configure ?? (_ => { }));
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    internal IIllowIdempotencyStore Store => _services.GetRequiredService<IIllowIdempotencyStore>();

    internal FakeLogCollector Logs => _services.GetFakeLogCollector();

    internal static StoreHost Over(RedisServer server, TimeSpan? timeout = null) => new(
        server.Address, options => options.CommandTimeout = timeout ?? options.CommandTimeout);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    internal sealed record Builder(IServiceCollection Services) : IIllowWebhooksBuilder;
}
