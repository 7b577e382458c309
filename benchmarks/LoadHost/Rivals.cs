using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>The hosts that are compared. All alike but for what receives the delivery; MVC is added to the MVC ones alone.</summary>
internal static class Rivals
{
    internal const string Path = "/webhooks/illow";

    internal static WebApplication Build(string rival, string folder, string[] more)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var pem = File.ReadAllText(System.IO.Path.Combine(folder, "public.pem"));
        return rival switch
        {
            "bare" => Minimal(builder, app => app.MapPost(Path, HandWritten.BareAsync)),
            "bare401" => Minimal(builder, app => app.MapPost(Path, () => TypedResults.Unauthorized())),
            "floor" => Minimal(builder, app => app.MapPost(Path, new Floor(pem).ReceiveAsync)),
            "naive" => Minimal(builder, app => app.MapPost(Path, new Naive(pem).ReceiveAsync)),
            "mvc-filter" => MvcFilter(builder, pem),
            "minimal" => Ours(builder, pem, more, idempotent: false),
            "minimal-memory" or "minimal-redis" or "minimal-sqlite" => OursWithStore(builder, pem, more, rival, folder),
            "mvc" => OursMvc(builder, pem),
            _ when StoreRivals.Find(rival, builder, pem, folder) is { } floor => floor,
            _ when StoreRivals.AddStore(rival, builder) => Ours(builder, pem, more, idempotent: true),
            "redis-fastendpoints" => IdempotentEndpoint.Build(builder, pem),
            "wolverine-floor" or "hangfire-floor" => QueueRivals.Floor(rival, builder, pem),
            _ when QueueRivals.Find(rival) is { } queued => Queued(builder, pem, more, rival, queued),
            _ => throw new ArgumentException("There is no such rival: " + rival, nameof(rival)),
        };
    }

    internal static async Task PrepareAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<InboxDb>() is { } db)
        {
            await db.Database.EnsureDeletedAsync();
            await db.Database.EnsureCreatedAsync();
        }

        if (app.Services.GetService<StoreRivals.IFloor>() is { } floor)
        {
            await floor.PrepareAsync();
        }

        if (app.Configuration["stored"] is { } stored)
        {
            await FillAsync(app.Services.GetRequiredService<IIllowIdempotencyStore>(), int.Parse(stored, CultureInfo.InvariantCulture));
        }
    }

    private static WebApplication Minimal(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        var app = builder.Build();
        map(app);
        return app;
    }

    private static WebApplication MvcFilter(WebApplicationBuilder builder, string pem)
    {
        builder.Services.AddSingleton(new FloorFilter(pem));
        builder.Services.AddControllers();
        var app = builder.Build();
        app.MapControllerRoute("filter", Path, new { controller = "Filtered", action = "Receive" });
        return app;
    }

    private static WebApplication OursMvc(WebApplicationBuilder builder, string pem)
    {
        Configure(builder, pem, []);
        builder.Configuration["Illow:Idempotency:Enabled"] = "false";
        builder.Services.AddControllers();
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        app.UseIllowWebhooks();
        app.MapControllers();
        return app;
    }

    private static WebApplication OursWithStore(WebApplicationBuilder builder, string pem, string[] more, string rival, string folder)
    {
        switch (rival)
        {
            case "minimal-redis":
                builder.Services.AddIllowWebhooks().AddRedisStore(redis =>
                {
                    redis.Configuration = "127.0.0.1:" + (Environment.GetEnvironmentVariable("LOAD_REDIS_PORT") ?? "6379");

                    // What Redis keeps of an earlier run is no repetition
                    redis.KeyPrefix = $"load-{Guid.NewGuid():N}:";
                });
                break;
            case "minimal-sqlite":
                builder.Services.AddDbContext<InboxDb>(db => db.UseSqlite($"Data Source={System.IO.Path.Combine(folder, "inbox.db")}"));
                builder.Services.AddIllowWebhooks().AddEntityFrameworkStore<InboxDb>();
                break;
        }

        return Ours(builder, pem, more, idempotent: true);
    }

    private static WebApplication Queued(
        WebApplicationBuilder builder, string pem, string[] more, string rival, (string Engine, string Claim) queued)
    {
        QueueRivals.AddEngine(queued.Engine, builder, rival);
        QueueRivals.AddQueue(queued.Engine, builder);
        builder.Configuration["Illow:Queued"] = "true";
        return Ours(builder, pem, more, idempotent: StoreRivals.AddStore("postgres-" + queued.Claim, builder));
    }

    private static WebApplication Ours(WebApplicationBuilder builder, string pem, string[] more, bool idempotent)
    {
        Configure(builder, pem, more);
        builder.Configuration["Illow:Idempotency:Enabled"] = idempotent ? "true" : "false";
        builder.Configuration["Illow:Idempotency:Capacity"] = "100000000";
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        app.UseIllowWebhooks();
        app.MapPost(Path, [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> e) => TypedResults.Ok());
        app.MapPost("/tenants/{webhook}", [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> e) => TypedResults.Ok());
        return app;
    }

    // --registrations=N adds N - 1 webhooks with keys of their own; the deliveries' key is that of the webhook "load"
    private static void Configure(WebApplicationBuilder builder, string pem, string[] more)
    {
        builder.Configuration.AddCommandLine(more);
        var count = int.Parse(builder.Configuration["registrations"] ?? "1", CultureInfo.InvariantCulture);
        builder.Configuration["Illow:Webhooks:load:PublicKey"] = pem;
        builder.Configuration["Illow:Webhooks:load:Events:0"] = "dsr.created";
        var modulus = RSA.Create(2048).ExportParameters(false);
        var settings = new Dictionary<string, string?>();
        for (var i = 1; i < count; i++)
        {
            // Another odd number of 2048 bits is no real key, but none of these ever verifies anything
            BitConverter.TryWriteBytes(modulus.Modulus.AsSpan(100), i);
            using var key = RSA.Create(modulus);
            settings[$"Illow:Webhooks:tenant-{i}:PublicKey"] = key.ExportSubjectPublicKeyInfoPem();
            settings[$"Illow:Webhooks:tenant-{i}:Events:0"] = "dsr.updated";
        }

        builder.Configuration.AddInMemoryCollection(settings);
    }

    private static async Task FillAsync(IIllowIdempotencyStore store, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var scope = IllowDigest.Of(BitConverter.GetBytes(i));
            var request = new IllowClaimRequest(scope, default, TimeSpan.FromSeconds(60), TimeSpan.FromDays(30));
            var result = await store.ClaimAsync(request, default);
            await store.CompleteAsync(result.Claim, request.Retention, default);
        }
    }
}
