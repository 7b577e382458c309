using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>
/// A claim and its completion, and a claim of a completed event, in stores outside the process: an SQLite file, and Redis where
/// LOAD_REDIS_PORT names one.
/// </summary>
[MemoryDiagnoser]
public class OutsideStoreBenchmarks
{
    private static readonly string? RedisPort = Environment.GetEnvironmentVariable("LOAD_REDIS_PORT");

    // A run of its own for each process, so that what Redis keeps of the last one is no repetition
    private readonly long _run = DateTime.UtcNow.Ticks;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private ServiceProvider _services = null!;
    private IIllowIdempotencyStore _store = null!;
    private IllowClaimRequest _completed;
    private int _next;

    public static IEnumerable<string> Stores => RedisPort is null ? ["sqlite"] : ["sqlite", "redis"];

    [ParamsSource(nameof(Stores))]
    public string Store { get; set; } = "sqlite";

    [GlobalSetup]
    public async Task Setup()
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        var webhooks = services.AddIllowWebhooks();
        if (Store == "redis")
        {
            webhooks.AddRedisStore(FormattableString.Invariant($"127.0.0.1:{RedisPort}"));
        }
        else
        {
            services.AddDbContext<InboxDb>(db => db.UseSqlite($"Data Source={Path.Combine(_folder, "inbox.db")}"));
            webhooks.AddEntityFrameworkStore<InboxDb>();
        }

        _services = services.BuildServiceProvider();
        if (Store == "sqlite")
        {
            await using var scope = _services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<InboxDb>().Database.EnsureCreatedAsync();
        }

        _store = _services.GetRequiredService<IIllowIdempotencyStore>();
        _completed = Request();
        await CompleteAsync(_completed);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public Task ClaimAndComplete() => CompleteAsync(Request());

    [Benchmark]
    public ValueTask<IllowClaimResult> ClaimOfCompleted() => _store.ClaimAsync(_completed, default);

    private async Task CompleteAsync(IllowClaimRequest request)
    {
        var result = await _store.ClaimAsync(request, default);
        if (!await _store.CompleteAsync(result.Claim, request.Retention, default))
        {
            throw new InvalidOperationException("The store did not complete a claim of its own.");
        }
    }

    private IllowClaimRequest Request() => new(
        IllowDigest.Of(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_run} {_next++}"))),
        default,
        TimeSpan.FromSeconds(60),
        TimeSpan.FromDays(1));
}
