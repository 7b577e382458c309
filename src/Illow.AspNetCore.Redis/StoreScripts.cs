namespace Illow.AspNetCore.Redis;

/// <summary>
/// The steps of the store, one atomic script each. A record is a string of fixed columns: <c>h</c>, the owner (16 bytes), the body hash
/// (32), the fence (16 digits) and the lease in milliseconds while it is held; <c>d</c> and the body hash when it is done; <c>f</c> and
/// the fence when it is free.
/// </summary>
/// <remarks>
/// <para>A held record lives for its lease and an hour more, so that fences grow even where the server's clock is set back or another
/// server takes over. What its expiry leaves beyond that hour is the rest of the lease; a step needs no clock for it.</para>
/// <para>Redis refuses writes at <c>maxmemory</c> only as the first write of a script. A handler's success must be recorded even then, so
/// the scripts that follow a claim set the expiry first, which takes no memory, or do so where the record was refused.</para>
/// </remarks>
internal static class StoreScripts
{
    /// <summary>What <see cref="Claim"/> answers for a record that is done and has the same body.</summary>
    internal const string Done = "done";

    /// <summary>
    /// Arguments: owner and body hash, lease, lease and fence memory, fence memory; times in ms. Answers the fence where it claimed, the rest
    /// of another's lease in ms below zero where it did not, or <c>done</c> or <c>reused</c>.
    /// </summary>
    internal const string Claim = """
        local held = redis.call('GET', KEYS[1])
        local time = redis.call('TIME')
        local fence = time[1] * 1000000 + time[2]
        if held then
          local state = string.sub(held, 1, 1)
          if state == 'd' then
            return redis.status_reply(string.sub(held, 2) == string.sub(ARGV[1], 17) and 'done' or 'reused')
          end
          local last
          if state == 'f' then
            last = string.sub(held, 2)
          elseif state == 'h' then
            local lease = tonumber(string.sub(held, 66))
            local rest = redis.call('PTTL', KEYS[1]) - ARGV[4]
            if rest > lease then
              rest = lease
              redis.call('PEXPIRE', KEYS[1], lease + ARGV[4])
            end
            if rest > 0 then
              if string.sub(held, 18, 49) ~= string.sub(ARGV[1], 17) then return redis.status_reply('reused') end
              return -rest
            end
            last = string.sub(held, 50, 65)
          else
            return redis.error_reply('WRONGTYPE The key holds no record of an event')
          end
          fence = math.max(last + 1, fence)
        end
        redis.call('SET', KEYS[1], 'h' .. ARGV[1] .. string.format('%016.0f', fence) .. ARGV[2], 'PX', ARGV[3])
        return fence
        """;

    /// <summary>Arguments: owner, lease, lease and fence memory, fence memory; times in ms. Answers 1, or 0 where the claim is not the caller's.</summary>
    internal const string Renew = OwnRecord + """
        if redis.call('PTTL', KEYS[1]) - ARGV[4] <= 0 then return 0 end
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        if string.sub(held, 66) ~= ARGV[2] then
          redis.call('SET', KEYS[1], string.sub(held, 1, 65) .. ARGV[2], 'PX', ARGV[3])
        end
        return 1
        """;

    /// <summary>Arguments: owner, retention, fence memory; times in ms. Answers 1, or 0 where the claim is not the caller's.</summary>
    internal const string Complete = OwnRecord + """
        if redis.call('PTTL', KEYS[1]) - ARGV[3] <= 0 then return 0 end
        local done = 'd' .. string.sub(held, 18, 49)
        if redis.pcall('SET', KEYS[1], done, 'PX', ARGV[2]).err then
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          redis.call('SET', KEYS[1], done, 'PX', ARGV[2])
        end
        return 1
        """;

    /// <summary>Arguments: owner, fence memory in ms. Answers 1, or 0 where the claim is not the caller's.</summary>
    internal const string Release = OwnRecord + """
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        redis.call('SET', KEYS[1], 'f' .. string.sub(held, 50, 65), 'PX', ARGV[2])
        return 1
        """;

    private const string OwnRecord = """
        local held = redis.call('GET', KEYS[1])
        if not held or string.sub(held, 1, 17) ~= 'h' .. ARGV[1] then return 0 end

        """;
}
