namespace Illow.AspNetCore.Redis;

/// <summary>
/// The steps of the store, one atomic script each. A record is a hash: <c>s</c> state (held, done, free), <c>o</c> owner, <c>f</c> fence,
/// <c>b</c> body hash, <c>e</c> end of the lease in microseconds of the server's clock, <c>l</c> the lease in milliseconds. Only a held
/// record has an owner.
/// </summary>
/// <remarks>
/// <para>The record outlives lease and release, so that fences grow even where the server's clock is set back or another server takes over;
/// the end of the lease is therefore kept in the record. Only the end of the retention is the key's own expiry.</para>
/// <para>The scripts that follow a claim begin with a write that takes no memory: Redis refuses writes at <c>maxmemory</c> only as the
/// first write of a script, and a handler's success must be recorded even then.</para>
/// </remarks>
internal static class StoreScripts
{
    /// <summary>Arguments: owner, body hash, lease in ms, fence memory in ms. Answers status and fence or rest of the lease in ms.</summary>
    internal const string Claim = Now + """
        local held = redis.call('HMGET', KEYS[1], 's', 'b', 'e', 'l', 'f')
        if held[1] == 'done' then
          return { held[2] == ARGV[2] and 2 or 3, 0 }
        end
        if held[1] == 'held' then
          local rest = held[3] - now
          if rest > held[4] * 1000 then
            rest = held[4] * 1000
            redis.call('PEXPIRE', KEYS[1], held[4] + ARGV[4])
            redis.call('HSET', KEYS[1], 'e', string.format('%.0f', now + rest))
          end
          if rest > 0 then
            if held[2] ~= ARGV[2] then return { 3, 0 } end
            return { 0, math.ceil(rest / 1000) }
          end
        end
        local fence = now
        if held[5] then fence = math.max(held[5] + 1, now) end
        redis.call('HSET', KEYS[1], 's', 'held', 'o', ARGV[1], 'b', ARGV[2], 'l', ARGV[3],
          'f', string.format('%.0f', fence), 'e', string.format('%.0f', now + ARGV[3] * 1000))
        redis.call('PEXPIRE', KEYS[1], ARGV[3] + ARGV[4])
        return { 1, fence }
        """;

    /// <summary>Arguments: owner, lease in ms, fence memory in ms. Answers 1, or 0 where the claim is not the caller's.</summary>
    internal const string Renew = Now + OwnLease + """
        redis.call('PEXPIRE', KEYS[1], ARGV[2] + ARGV[3])
        redis.call('HSET', KEYS[1], 'l', ARGV[2], 'e', string.format('%.0f', now + ARGV[2] * 1000))
        return 1
        """;

    /// <summary>Arguments: owner, retention in ms. Answers 1, or 0 where the claim is not the caller's.</summary>
    internal const string Complete = Now + OwnLease + """
        redis.call('HDEL', KEYS[1], 'o', 'f', 'e', 'l')
        redis.call('HSET', KEYS[1], 's', 'done')
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>Arguments: owner, fence memory in ms.</summary>
    internal const string Release = """
        if redis.call('HGET', KEYS[1], 'o') ~= ARGV[1] then return 0 end
        redis.call('HDEL', KEYS[1], 'o', 'b', 'e', 'l')
        redis.call('HSET', KEYS[1], 's', 'free')
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    // The clock is the server's: those of the instances may differ
    private const string Now = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]

        """;

    private const string OwnLease = """
        local held = redis.call('HMGET', KEYS[1], 'o', 'e')
        if held[1] ~= ARGV[1] or held[2] - now <= 0 then return 0 end

        """;
}
