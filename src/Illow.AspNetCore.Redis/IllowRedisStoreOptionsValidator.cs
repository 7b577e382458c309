using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Illow.AspNetCore.Redis;

/// <summary>Refuses settings that cannot work, at start. No message repeats a configuration text: it may hold a password.</summary>
internal sealed class IllowRedisStoreOptionsValidator : IValidateOptions<IllowRedisStoreOptions>
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    public ValidateOptionsResult Validate(string? name, IllowRedisStoreOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(IllowRedisStoreOptions options)
    {
        object?[] possible = [options.Configuration, options.ConfigurationOptions, options.ConnectionFactory];
        var ways = possible.Count(way => way is not null);
        if (ways != 1)
        {
            yield return $"The Redis store needs exactly one of {nameof(options.Configuration)}, " +
                $"{nameof(options.ConfigurationOptions)} and {nameof(options.ConnectionFactory)}; {ways} are set.";
        }

        if (options.Configuration is { } text && !NamesAServer(text))
        {
            yield return $"{nameof(options.Configuration)} of the Redis store is not a StackExchange.Redis configuration string that " +
                "names a server, such as localhost:6379.";
        }

        if (options.ConfigurationOptions is { EndPoints.Count: 0 })
        {
            yield return $"{nameof(options.ConfigurationOptions)} of the Redis store names no server.";
        }

        if (string.IsNullOrWhiteSpace(options.KeyPrefix))
        {
            yield return $"{nameof(options.KeyPrefix)} of the Redis store is empty.";
        }

        if (options.Database < 0)
        {
            yield return $"{nameof(options.Database)} of the Redis store is negative; leave it out for the connection's own.";
        }

        if (options.CommandTimeout < ShortestTimeout || options.CommandTimeout > LongestTimeout)
        {
            yield return $"{nameof(options.CommandTimeout)} of the Redis store is not between {ShortestTimeout.TotalMilliseconds} " +
                $"milliseconds and {LongestTimeout.TotalSeconds} seconds.";
        }
    }

    private static bool NamesAServer(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }
}
