using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Illow.AspNetCore.Redis;

/// <summary>Records claims in Redis: one key a scope, one script a step.</summary>
internal sealed class RedisIdempotencyStore(
    RedisConnection connection,
    IOptions<IllowRedisStoreOptions> options,
    ILoggerFactory loggers) : IIllowIdempotencyStore, IHealthCheck
{
    // How long a record that is neither held nor done is kept for its fence
    private static readonly RedisValue FenceMemory = Milliseconds(TimeSpan.FromHours(1));

    private readonly string _keyPrefix = options.Value.KeyPrefix;
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    public async ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var owner = Guid.NewGuid();
        try
        {
            var reply = await RunAsync(
                StoreScripts.Claim, request.Scope, [Bytes(owner), request.BodyHash.ToArray(), Milliseconds(request.Lease), FenceMemory], cancellationToken);
            return Result((long[])reply!, request.Scope, owner);
        }
        catch (RedisServerException full) when (full.Kind == RedisErrorKind.OutOfMemory)
        {
            return new IllowClaimResult(IllowClaimStatus.Full);
        }
        catch (Exception error) when (error is TimeoutException or RedisConnectionException or OperationCanceledException)
        {
            // Redis may have made the claim all the same, or may make it later
            _ = GiveBackAsync(new IllowClaim(request.Scope, owner, Fence: 0));
            throw;
        }
    }

    public async ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        (bool)await RunAsync(StoreScripts.Renew, claim.Scope, [Bytes(claim.Owner), Milliseconds(lease), FenceMemory], cancellationToken);

    public async ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
        (bool)await RunAsync(StoreScripts.Complete, claim.Scope, [Bytes(claim.Owner), Milliseconds(retention)], cancellationToken);

    public async ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) =>
        await RunAsync(StoreScripts.Release, claim.Scope, [Bytes(claim.Owner), FenceMemory], cancellationToken);

    /// <summary>Unhealthy while Redis does not answer.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await connection.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is TimeoutException or RedisException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "Redis cannot be reached: deliveries are answered 503.", error);
        }
    }

    private static IllowClaimResult Result(long[] reply, IllowDigest scope, Guid owner) => (IllowClaimStatus)reply[0] switch
    {
        IllowClaimStatus.Claimed => IllowClaimResult.Claimed(new IllowClaim(scope, owner, reply[1])),
        IllowClaimStatus.InProgress => IllowClaimResult.InProgress(TimeSpan.FromMilliseconds(reply[1])),
        var other => new IllowClaimResult(other),
    };

    private static RedisValue Bytes(Guid owner) => owner.ToByteArray();

    private static RedisValue Milliseconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalMilliseconds));

    // The braces make the hash alone decide about the node of a cluster
    private Task<RedisResult> RunAsync(string script, IllowDigest scope, RedisValue[] arguments, CancellationToken cancellationToken) =>
        connection.RunAsync(script, $"{_keyPrefix}{{{scope}}}", arguments, cancellationToken);

    private async Task GiveBackAsync(IllowClaim claim)
    {
        try
        {
            await ReleaseAsync(claim, CancellationToken.None);
        }
        catch (Exception error) when (error is TimeoutException or RedisException or ObjectDisposedException)
        {
            Log.NotGivenBack(_logger, error);
        }
    }
}
