using System.Text;
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
    private const int OwnerLength = 16;

    // How long a record that is neither held nor done is kept for its fence
    private static readonly long FenceMemory = Milliseconds(TimeSpan.FromHours(1));

    private readonly byte[] _keyPrefix = Encoding.UTF8.GetBytes(options.Value.KeyPrefix);
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    public async ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var owner = Guid.NewGuid();
        var ownerAndBody = new byte[OwnerLength + IllowDigest.Length];
        owner.TryWriteBytes(ownerAndBody);
        request.BodyHash.CopyTo(ownerAndBody.AsSpan(OwnerLength));
        var lease = Milliseconds(request.Lease);
        try
        {
            var reply = await RunAsync(
                StoreScripts.Claim, request.Scope, [ownerAndBody, lease, lease + FenceMemory, FenceMemory], cancellationToken);
            return Result((RedisValue)reply, request.Scope, owner);
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

    public async ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        var milliseconds = Milliseconds(lease);
        return (bool)await RunAsync(
            StoreScripts.Renew, claim.Scope, [Bytes(claim.Owner), milliseconds, milliseconds + FenceMemory, FenceMemory], cancellationToken);
    }

    public async ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
        (bool)await RunAsync(StoreScripts.Complete, claim.Scope, [Bytes(claim.Owner), Milliseconds(retention), FenceMemory], cancellationToken);

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

    private static IllowClaimResult Result(RedisValue reply, IllowDigest scope, Guid owner) => reply switch
    {
        { IsInteger: true } when (long)reply > 0 => IllowClaimResult.Claimed(new IllowClaim(scope, owner, (long)reply)),
        { IsInteger: true } => IllowClaimResult.InProgress(TimeSpan.FromMilliseconds(-(long)reply)),
        _ => new IllowClaimResult(reply == StoreScripts.Done ? IllowClaimStatus.Completed : IllowClaimStatus.KeyReused),
    };

    private static RedisValue Bytes(Guid owner) => owner.ToByteArray();

    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalMilliseconds));

    private Task<RedisResult> RunAsync(string script, IllowDigest scope, RedisValue[] arguments, CancellationToken cancellationToken) =>
        connection.RunAsync(script, Key(scope), arguments, cancellationToken);

    // The braces make the hash alone decide about the node of a cluster
    private RedisKey Key(IllowDigest scope)
    {
        Span<byte> digest = stackalloc byte[IllowDigest.Length];
        scope.CopyTo(digest);
        var key = new byte[_keyPrefix.Length + 1 + (2 * IllowDigest.Length) + 1];
        _keyPrefix.CopyTo(key, 0);
        key[_keyPrefix.Length] = (byte)'{';
        Convert.TryToHexStringLower(digest, key.AsSpan(_keyPrefix.Length + 1), out _);
        key[^1] = (byte)'}';
        return key;
    }

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
