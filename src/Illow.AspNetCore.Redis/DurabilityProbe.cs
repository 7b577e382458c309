using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Illow.AspNetCore.Redis;

/// <summary>Warns once, after the start, where Redis may lose records. Never holds the start up.</summary>
internal sealed class DurabilityProbe(
    IServiceScopeFactory scopes, RedisConnection connection, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Another store was added after this one, or there is no Redis to ask
        if (DocumentHost.IsThisProcess || !await IsInUseAsync())
        {
            return;
        }

        var reported = false;
        while (!await TryProbeAsync(reported, stoppingToken))
        {
            reported = true;
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private async Task<bool> IsInUseAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        return scope.ServiceProvider.GetService<IIllowIdempotencyStore>() is RedisIdempotencyStore;
    }

    private async Task<bool> TryProbeAsync(bool reported, CancellationToken cancellationToken)
    {
        try
        {
            await ProbeAsync(cancellationToken);
            return true;
        }
        catch (RedisServerException refused)
        {
            Log.NotChecked(_logger, refused.Kind.ToString());
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (!reported)
            {
                Log.Unreachable(_logger, error);
            }

            return false;
        }
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var persistence = await InfoAsync("persistence", "aof_enabled", cancellationToken);
        if (Where(persistence, value => value != "1") is { Length: > 0 } forgetful)
        {
            Log.NotDurable(_logger, forgetful);
        }

        var memory = await InfoAsync("memory", "maxmemory_policy", cancellationToken);
        if (Where(memory, value => value != "noeviction") is { Length: > 0 } evicting)
        {
            Log.MayEvict(_logger, evicting);
        }
    }

    private static string Where(IEnumerable<(string Server, string Value)> answers, Predicate<string> isBad) =>
        string.Join(", ", answers.Where(answer => isBad(answer.Value)).Select(answer => answer.Server));

    private async Task<List<(string Server, string Value)>> InfoAsync(string section, string field, CancellationToken cancellationToken)
    {
        // Through a script: INFO and CONFIG themselves are closed to connections without allowAdmin, and CONFIG to most hosted servers
        var answers = await connection.RunOnPrimariesAsync(
            async server => (string?)await server.ExecuteAsync("EVAL", "return redis.call('INFO', ARGV[1])", 0, section),
            cancellationToken);
        var found = new List<(string, string)>();
        foreach (var (server, text) in answers)
        {
            if (Field(text ?? "", field) is { } value)
            {
                found.Add((server, value));
            }
            else
            {
                Log.NotChecked(_logger, "no " + field);
            }
        }

        return found;
    }

    private static string? Field(string info, string name)
    {
        foreach (var line in info.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name) && line.Length > name.Length && line[name.Length] == ':')
            {
                return line[(name.Length + 1)..].Trim().ToString();
            }
        }

        return null;
    }
}
