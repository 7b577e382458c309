using StackExchange.Redis;

namespace Illow.AspNetCore.Redis;

/// <summary>
/// Where and how idempotency keys are recorded in Redis. Exactly one of <see cref="Configuration"/>, <see cref="ConfigurationOptions"/>
/// and <see cref="ConnectionFactory"/> is set. Read once, at start.
/// </summary>
public sealed class IllowRedisStoreOptions
{
    /// <summary>
    /// How to reach Redis, in the words of StackExchange.Redis, such as <c>localhost:6379</c> or
    /// <c>a:6380,b:6380,ssl=true,user=u,password=p</c>.
    /// The connection is made when it is first needed, and made again about every second while it is lost.
    /// </summary>
    public string? Configuration { get; set; }

    /// <summary>
    /// How to reach Redis, where a text does not say enough. Taken as it is, its timeouts and reconnection included, but for
    /// <c>AbortOnConnectFail</c>, which is always off: the application starts while Redis is away.
    /// </summary>
    public ConfigurationOptions? ConfigurationOptions { get; set; }

    /// <summary>
    /// Gives a connection that the application has already, such as <c>p => p.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>.
    /// Called when the connection is first needed, and again only if it threw. The application disposes of the connection.
    /// </summary>
    public Func<IServiceProvider, IConnectionMultiplexer>? ConnectionFactory { get; set; }

    /// <summary>
    /// What the keys begin with; after it comes the hash of what is claimed, in braces. Applications that share a Redis and must not see
    /// each other's events have different prefixes. Default: <c>illow:</c>.
    /// </summary>
    public string KeyPrefix { get; set; } = "illow:";

    /// <summary>The number of the database. Default: null, which is the connection's own. A cluster has database 0 only.</summary>
    public int? Database { get; set; }

    /// <summary>
    /// How long a step waits for Redis before it fails; the first step waits as long again for the connection. Default: 2 seconds; 50
    /// milliseconds to 30 seconds.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
