using System.Globalization;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Illow.AspNetCore.Redis;

/// <summary>
/// Records claims in Redis, one key a scope: a new event by a plain command, whatever else by a script, each in one round trip.
/// </summary>
internal sealed class RedisIdempotencyStore(
    RedisConnection connection,
    IOptions<IllowRedisStoreOptions> options,
    ILoggerFactory loggers) : IIllowIdempotencyStore, IHealthCheck
{
    private const int OwnerLength = 16;
    private const int FenceLength = 16;
    private const int HeadLength = 1 + OwnerLength + IllowDigest.Length;

    // How long a record that is neither held nor done is kept for its fence
    private static readonly long FenceMemory = Milliseconds(TimeSpan.FromHours(1));

    private readonly byte[] _keyPrefix = Encoding.UTF8.GetBytes(options.Value.KeyPrefix);
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    // The application's own clock may stand still in its tests, and Redis's does not
    private readonly ServerClock _clock = new(TimeProvider.System);

    public async ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var claim = new IllowClaim(request.Scope, Guid.NewGuid(), Fence: 0);
        var (key, lease) = (Key(request.Scope), Milliseconds(request.Lease));
        try
        {
            if (_clock.Now is { } now)
            {
                claim = claim with { Fence = now };
                var expiry = TimeSpan.FromMilliseconds(lease + FenceMemory);
                var record = HeldRecord(claim, request.BodyHash, lease);
                try
                {
                    if (await connection.TryAddAsync(key, record, expiry, cancellationToken))
                    {
                        return IllowClaimResult.Claimed(claim);
                    }
                }
                catch (RedisServerException full) when (full.Kind == RedisErrorKind.OutOfMemory)
                {
                    // There may be a record all the same
                }
            }

            var asked = _clock.Ask();
            var head = HeldRecord(claim, request.BodyHash, lease).AsMemory(0, HeadLength);
            var reply = await connection.RunAsync(
                StoreScripts.Claim, key, [head, lease, lease + FenceMemory, FenceMemory], cancellationToken);
            if (reply.Length != 2)
            {
                return Refused((RedisValue)reply);
            }

            _clock.Learn(asked, (long)reply[1]);
            return IllowClaimResult.Claimed(claim with { Fence = (long)reply[0] });
        }
        catch (RedisServerException full) when (full.Kind == RedisErrorKind.OutOfMemory)
        {
            return new IllowClaimResult(IllowClaimStatus.Full);
        }
        catch (Exception error) when (error is TimeoutException or RedisConnectionException or OperationCanceledException)
        {
            // Redis may have made the claim all the same, or may make it later
            _ = GiveBackAsync(claim);
            throw;
        }
    }

    public async ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        var milliseconds = Milliseconds(lease);
        return (bool)await connection.RunAsync(
            StoreScripts.Renew,
            Key(claim.Scope),
            [Held(claim.Owner), milliseconds, milliseconds + FenceMemory, FenceMemory],
            cancellationToken);
    }

    public async ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
        (bool)await connection.RunAsync(
            StoreScripts.Complete, Key(claim.Scope), [Held(claim.Owner), Milliseconds(retention), FenceMemory], cancellationToken);

    public async ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) =>
        await connection.RunAsync(StoreScripts.Release, Key(claim.Scope), [Held(claim.Owner), FenceMemory], cancellationToken);

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
            return new HealthCheckResult(
                context.Registration.FailureStatus, "Redis cannot be reached: deliveries are answered 503.", error);
        }
    }

    private static IllowClaimResult Refused(RedisValue reply) => reply.IsInteger
        ? IllowClaimResult.InProgress(TimeSpan.FromMilliseconds((long)reply))
        : new IllowClaimResult(reply == StoreScripts.Done ? IllowClaimStatus.Completed : IllowClaimStatus.KeyReused);

    private static byte[] HeldRecord(IllowClaim claim, IllowDigest bodyHash, long lease)
    {
        Span<byte> digits = stackalloc byte[20];
        lease.TryFormat(digits, out var leaseLength, provider: CultureInfo.InvariantCulture);
        var record = new byte[HeadLength + FenceLength + leaseLength];
        WriteHeld(record, claim.Owner);
        bodyHash.CopyTo(record.AsSpan(1 + OwnerLength));
        claim.Fence.TryFormat(record.AsSpan(HeadLength), out _, "D16", CultureInfo.InvariantCulture);
        digits[..leaseLength].CopyTo(record.AsSpan(HeadLength + FenceLength));
        return record;
    }

    private static RedisValue Held(Guid owner)
    {
        var held = new byte[1 + OwnerLength];
        WriteHeld(held, owner);
        return held;
    }

    private static void WriteHeld(Span<byte> record, Guid owner)
    {
        record[0] = (byte)'h';
        owner.TryWriteBytes(record[1..]);
    }

    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalMilliseconds));

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
