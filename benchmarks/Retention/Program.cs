using System.Diagnostics;
using System.Globalization;
using Illow.AspNetCore;
using Illow.AspNetCore.Benchmarks;
using Microsoft.EntityFrameworkCore;

// Retention postgres|mariadb CONNECTION [RECORDS] [ENDED]
//
// Fills the inbox with 10,000,000 records, 1,000,000 of which have ended, and measures how long claims take before and while the clean-up
// deletes those. What the database that CONNECTION names has of an earlier run is filled up, or made anew where it is less.
if (args is not [var provider, var connection, .. var numbers] || provider is not ("postgres" or "mariadb"))
{
    Console.Error.WriteLine("Usage: Retention postgres|mariadb CONNECTION [RECORDS] [ENDED]");
    return 2;
}

var records = numbers.Length > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 10_000_000;
var ended = numbers.Length > 1 ? int.Parse(numbers[1], CultureInfo.InvariantCulture) : 1_000_000;

await using var app = Build(cleanup: false);
var watch = Stopwatch.StartNew();
await using (var scope = app.Services.CreateAsyncScope())
{
    await FillAsync(scope.ServiceProvider.GetRequiredService<InboxDb>());
}

Console.WriteLine($"filled with {records:N0} records in {watch.Elapsed.TotalSeconds:F0} s");
var store = app.Services.GetRequiredService<IIllowIdempotencyStore>();
await MeasureAsync(store, TimeSpan.FromSeconds(15), null);
var before = await MeasureAsync(store, TimeSpan.FromSeconds(30), null);
Console.WriteLine($"claims without a clean-up: {before}");

await using var cleaner = Build(cleanup: true);
watch.Restart();
await cleaner.StartAsync();
var during = await MeasureAsync(store, TimeSpan.FromMinutes(10), IsCleanAsync);
Console.WriteLine($"claims during the clean-up of {ended:N0} in {watch.Elapsed.TotalSeconds:F0} s: {during}");
await cleaner.StopAsync();
var (median, mean, p99) = (during.Median / before.Median, during.Mean / before.Mean, during.P99 / before.P99);
Console.WriteLine($"ratio: median {median:F2}, mean {mean:F2}, 99 of 100 {p99:F2}");
return 0;

WebApplication Build(bool cleanup)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Configuration["Illow:PublicKey"] = System.Security.Cryptography.RSA.Create(2048).ExportSubjectPublicKeyInfoPem();
    builder.Services.AddDbContextPool<InboxDb>(db => _ = provider == "postgres" ? db.UseNpgsql(connection) : db.UseMySQL(connection));
    builder.Services.AddIllowWebhooks().AddEntityFrameworkStore<InboxDb>(options =>
    {
        if (!cleanup)
        {
            options.CleanupInterval = Timeout.InfiniteTimeSpan;
        }
    });
    builder.Services.AddSingleton<TimeProvider, EarlyTimers>();
    var application = builder.Build();
    application.UseIllowWebhooks();
    application.MapIllowWebhook("dsr.created", () => Results.Ok());
    return application;
}

// A million at a time: on PostgreSQL in the order of time, as they come, on MariaDB in the order of the key, as the table keeps them
async Task FillAsync(InboxDb db)
{
    const int Part = 1_000_000;
    db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
    await db.Database.EnsureCreatedAsync();
    var known = await db.Set<Dictionary<string, object>>("IllowWebhookInbox")
        .CountAsync(record => EF.Property<long>(record, "ExpiresAt") >= 4_000_000_000_000_000);
    if (known < records - ended)
    {
        await db.Database.EnsureDeletedAsync();
        await db.Database.EnsureCreatedAsync();
        known = 0;
    }

    var last = known > 0 ? ended : records;
    for (var first = 0; first < last; first += Part)
    {
        var (from, to) = (first, Math.Min(first + Part, last) - 1);
        await db.Database.ExecuteSqlRawAsync(provider == "postgres"
            ? $"""
               INSERT INTO "IllowWebhookInbox" ("Scope", "BodyHash", "Owner", "Fence", "State", "ExpiresAt")
               SELECT h, h, gen_random_uuid(), 1, 2, CASE WHEN i < {ended} THEN i ELSE 4000000000000000 + i END
               FROM (SELECT i, sha256(int8send(i)) AS h FROM generate_series({from}::bigint, {to}) AS i) AS n ON CONFLICT DO NOTHING
               """
            : $"""
               INSERT IGNORE INTO IllowWebhookInbox (Scope, BodyHash, Owner, Fence, State, ExpiresAt)
               SELECT UNHEX(SHA2(seq, 256)) AS h, UNHEX(SHA2(seq, 256)), UUID(), 1, 2,
                 CASE WHEN seq < {ended} THEN seq ELSE 4000000000000000 + seq END
               FROM seq_{from}_to_{to} ORDER BY h
               """);
    }

    await db.Database.ExecuteSqlRawAsync(
        provider == "postgres" ? "VACUUM ANALYZE \"IllowWebhookInbox\"" : "ANALYZE TABLE IllowWebhookInbox");
}

async Task<bool> IsCleanAsync()
{
    await using var scope = app.Services.CreateAsyncScope();
    return !await scope.ServiceProvider.GetRequiredService<InboxDb>().Set<Dictionary<string, object>>("IllowWebhookInbox")
        .AnyAsync(record => EF.Property<long>(record, "ExpiresAt") < 1_000_000_000_000_000);
}

// Eight deliveries at a time, a few hundred a second: what is measured is the database, not how full it can be filled
static async Task<Latencies> MeasureAsync(IIllowIdempotencyStore store, TimeSpan most, Func<Task<bool>>? isDone)
{
    using var end = new CancellationTokenSource(most);
    var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
    {
        var times = new List<double>();
        while (!end.IsCancellationRequested)
        {
            var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
            var started = Stopwatch.GetTimestamp();
            var request = new IllowClaimRequest(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
            var result = await store.ClaimAsync(request, default);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await store.CompleteAsync(result.Claim, TimeSpan.FromDays(30), default);
            await Task.Delay(20);
            if (times.Count % 20 == 0 && isDone is not null && await isDone())
            {
                await end.CancelAsync();
            }
        }

        return times;
    }));
    var sorted = all.SelectMany(times => times).Order().ToList();
    return new Latencies(sorted.Count, sorted[sorted.Count / 2], sorted.Average(), sorted[sorted.Count * 99 / 100]);
}

internal sealed record Latencies(int Count, double Median, double Mean, double P99)
{
    public override string ToString() => $"{Count:N0} claims, median {Median:F2} ms, mean {Mean:F2} ms, 99 of 100 within {P99:F2} ms";
}

/// <summary>Timers of minutes fire first after a second: the clean-up has its usual interval, and nobody waits for it.</summary>
internal sealed class EarlyTimers : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime >= TimeSpan.FromMinutes(1) ? TimeSpan.FromSeconds(1) : dueTime, period);
}
