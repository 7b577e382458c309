using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

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
    /// Arguments: <c>h</c>, owner and body hash; lease; lease and fence memory; fence memory; times in ms. Answers the fence and the
    /// server's clock where it claimed, the rest of another's lease in ms where it did not, or <c>done</c> or <c>reused</c>.
    /// </summary>
    internal static readonly StoreScript Claim = new("""
        local held = redis.call('GET', KEYS[1])
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local fence = now
        if held then
          local state = held:sub(1, 1)
          if state == 'd' then
            return redis.status_reply(held:sub(2) == ARGV[1]:sub(18) and 'done' or 'reused')
          end
          local last
          if state == 'f' then
            last = held:sub(2)
          elseif state == 'h' then
            local lease = tonumber(held:sub(66))
            local rest = redis.call('PTTL', KEYS[1]) - ARGV[4]
            if rest > lease then
              rest = lease
              redis.call('PEXPIRE', KEYS[1], lease + ARGV[4])
            end
            if rest > 0 then
              if held:sub(18, 49) ~= ARGV[1]:sub(18) then return redis.status_reply('reused') end
              return rest
            end
            last = held:sub(50, 65)
          else
            return redis.error_reply('WRONGTYPE The key holds no record of an event')
          end
          fence = math.max(last + 1, now)
        end
        redis.call('SET', KEYS[1], ARGV[1] .. string.format('%016.0f', fence) .. ARGV[2], 'PX', ARGV[3])
        return {fence, now}
        """);

    /// <summary>
    /// Arguments: <c>h</c> and owner; lease; lease and fence memory; fence memory; times in ms. Answers 1, or 0 where the claim is not the
    /// caller's.
    /// </summary>
    internal static readonly StoreScript Renew = new(OwnRecord + """
        if redis.call('PTTL', KEYS[1]) - ARGV[4] <= 0 then return 0 end
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        if held:sub(66) ~= ARGV[2] then
          redis.call('SET', KEYS[1], held:sub(1, 65) .. ARGV[2], 'PX', ARGV[3])
        end
        return 1
        """);

    /// <summary>
    /// Arguments: <c>h</c> and owner; retention; fence memory; times in ms. Answers 1, or 0 where the claim is not the caller's.
    /// </summary>
    internal static readonly StoreScript Complete = new(OwnRecord + """
        if redis.call('PTTL', KEYS[1]) - ARGV[3] <= 0 then return 0 end
        local done = 'd' .. held:sub(18, 49)
        if redis.pcall('SET', KEYS[1], done, 'PX', ARGV[2]).err then
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          redis.call('SET', KEYS[1], done, 'PX', ARGV[2])
        end
        return 1
        """);

    /// <summary>Arguments: <c>h</c> and owner; fence memory in ms. Answers 1, or 0 where the claim is not the caller's.</summary>
    internal static readonly StoreScript Release = new(OwnRecord + """
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        redis.call('SET', KEYS[1], 'f' .. held:sub(50, 65), 'PX', ARGV[2])
        return 1
        """);

    private const string OwnRecord = """
        local held = redis.call('GET', KEYS[1])
        if not held or held:sub(1, 17) ~= ARGV[1] then return 0 end

        """;
}

/// <summary>A script, and the hash by which Redis knows it.</summary>
internal sealed class StoreScript(string text)
{
    internal string Text => text;

    [SuppressMessage("Security", "CA5350", Justification = "How Redis names scripts.")]
    internal byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(text));
}
