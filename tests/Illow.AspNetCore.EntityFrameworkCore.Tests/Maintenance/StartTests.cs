using System.Reflection;
using System.Reflection.Emit;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Illow.AspNetCore.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Maintenance;

/// <summary>When the inbox is looked at as an application starts, and when it is left alone.</summary>
[Collection(nameof(StartTests))]
public sealed class StartTests
{
    [Fact]
    public async Task Start_MigratingServiceRegisteredAfterTheStore_LogsNothing()
    {
        await using var empty = new SqliteDatabase();
        using var host = NewHost(empty, services => services.AddHostedService<Migrator>());
        await host.StartAsync();
        await Task.WhenAny(MaintenanceOf(host).ExecuteTask!, Task.Delay(TimeSpan.FromSeconds(20)));
        await host.StopAsync();

        Assert.True(MaintenanceOf(host).ExecuteTask!.IsCompletedSuccessfully);
        Assert.DoesNotContain(LinesOf(host), line => line.Category == "Illow.AspNetCore.EntityFrameworkCore");
    }

    [Fact]
    public async Task Start_BeforeTheApplicationHasStarted_DoesNotTouchTheDatabase()
    {
        await using var empty = new SqliteDatabase();
        var file = new SqliteConnectionStringBuilder(empty.ConnectionString).DataSource;
        var there = true;
        using var host = NewHost(empty, services => services.AddSingleton<IHostedService>(new OnStart(() => there = File.Exists(file))));

        await host.StartAsync();
        await host.StopAsync();

        Assert.False(there);
    }

    [Fact]
    public async Task Start_WhileTheBuildWritesTheApiDocument_CreatesNoDatabaseAndLogsNothing()
    {
        await using var empty = new SqliteDatabase();
        var entry = Assembly.GetEntryAssembly();
        Assembly.SetEntryAssembly(NewAssembly("GetDocument.Insider"));
        try
        {
            using var host = NewHost(empty, _ => { });
            await host.StartAsync();
            Assert.Null(MaintenanceOf(host).ExecuteTask);
            await host.StopAsync();

            Assert.DoesNotContain(LinesOf(host), line => line.Category == "Illow.AspNetCore.EntityFrameworkCore");
            Assert.False(File.Exists(new SqliteConnectionStringBuilder(empty.ConnectionString).DataSource));
        }
        finally
        {
            Assembly.SetEntryAssembly(entry);
        }
    }

    [Fact]
    public async Task Start_AnotherStoreRegisteredAfterwards_LeavesTheContextAlone()
    {
        await using var empty = new SqliteDatabase();
        using var host = NewHost(empty, services =>
        {
            services.RemoveAll<AppDb>();
            services.RemoveAll<IIllowIdempotencyStore>();
            services.AddSingleton<IIllowIdempotencyStore, OtherStore>();
        });

        await host.StartAsync();
        await host.StopAsync();

        Assert.Null(MaintenanceOf(host).ExecuteTask);
    }

    [Fact]
    public async Task Start_ScopedStoreDisposedOfAsynchronouslyOnly_Starts()
    {
        await using var empty = new SqliteDatabase();
        var disposed = new TaskCompletionSource();
        using var host = NewHost(empty, services =>
        {
            services.RemoveAll<IIllowIdempotencyStore>();
            services.AddScoped<IIllowIdempotencyStore>(_ => new AsyncStore(disposed));
        });

        await host.StartAsync();
        await host.StopAsync();

        Assert.True(disposed.Task.IsCompleted);
    }

    [Fact]
    public async Task Start_StoreAroundThisOne_IsMaintained()
    {
        await using var empty = new SqliteDatabase();
        await empty.EnsureCreatedAsync();
        using var host = NewHost(empty, services =>
        {
            var own = services.Last(service => service.ServiceType == typeof(IIllowIdempotencyStore));
            services.Remove(own);
            services.AddSingleton<IIllowIdempotencyStore>(
                provider => new Around((IIllowIdempotencyStore)own.ImplementationFactory!(provider)));
        });

        await host.StartAsync();
        await MaintenanceOf(host).ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20));
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_ContextOfARequestOnly_WarnsAndStarts()
    {
        await using var database = new SqliteDatabase();
        using var host = NewHost(database, TenantsOwn(database));

        await host.StartAsync();
        await host.StopAsync();

        var line = Assert.Single(LinesOf(host), line => line.Category == "Illow.AspNetCore.EntityFrameworkCore");
        Assert.Equal((209, LogLevel.Warning), (line.Id.Id, line.Level));
        Assert.Contains("PrepareScope", line.Message, StringComparison.Ordinal);
        Assert.Equal("no tenant", line.Exception!.Message);
    }

    [Fact]
    public async Task Start_ScopePreparedForTheTenant_IsMaintained()
    {
        await using var database = new SqliteDatabase();
        await database.EnsureCreatedAsync();
        using var host = NewHost(
            database,
            TenantsOwn(database),
            options => options.PrepareScope = scope => scope.GetRequiredService<Tenant>().Name = "contoso");

        await host.StartAsync();
        await MaintenanceOf(host).ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20));
        var store = host.Services.GetRequiredService<IIllowIdempotencyStore>();
        var digest = IllowDigest.Of("a"u8);
        Assert.Equal(
            IllowClaimStatus.Claimed,
            (await store.ClaimAsync(new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)), default)).Status);
        await host.StopAsync();

        Assert.DoesNotContain(LinesOf(host), line => line.Category == "Illow.AspNetCore.EntityFrameworkCore");
    }

    [Fact]
    public async Task Start_TableMissingInADatabaseThatEnsureCreatedLeavesAlone_SaysHowToCreateIt()
    {
        await using var old = new SqliteDatabase();
        await using (var context = old.NewContext())
        {
            await context.Database.ExecuteSqlRawAsync("CREATE TABLE other (id int)");
            Assert.False(await context.Database.EnsureCreatedAsync());
        }

        using var host = NewHost(old, _ => { });
        await host.StartAsync();
        await Eventually.HoldsAsync(() => LinesOf(host).Any(line => line.Id.Id == 213));
        await host.StopAsync();

        Assert.Contains("EnsureCreated", Assert.Single(LinesOf(host), line => line.Id.Id == 213).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TableMissingAndThereAreMigrations_LogsOneErrorThatNamesThem()
    {
        await using var old = new SqliteDatabase();
        await using (var context = old.NewContext())
        {
            await context.Database.ExecuteSqlRawAsync("CREATE TABLE other (id int)");
        }

        using var host = NewHost<MigratedDb>(old, _ => { });
        await host.StartAsync();
        await Eventually.HoldsAsync(() => LinesOf(host).Any(line => line.Id.Id == 201));
        await host.StopAsync();

        var line = Assert.Single(LinesOf(host), line => line.Category == "Illow.AspNetCore.EntityFrameworkCore");
        Assert.Contains("dotnet ef database update", line.Message, StringComparison.Ordinal);
        Assert.Contains("IllowWebhookInbox", line.Message, StringComparison.Ordinal);
    }

    private static IHost NewHost(
        SqliteDatabase database, Action<IServiceCollection> more, Action<IllowEntityFrameworkStoreOptions>? configure = null) =>
        NewHost<AppDb>(database, more, configure);

    private static IHost NewHost<TContext>(
        SqliteDatabase database, Action<IServiceCollection> more, Action<IllowEntityFrameworkStoreOptions>? configure = null)
        where TContext : DbContext
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddFakeLogging();
        builder.Services.AddDbContext<TContext>(database.Configure);
        builder.Services.AddIllowWebhooks(options => options.PublicKey = Key).AddEntityFrameworkStore<TContext>(options =>
        {
            options.CleanupInterval = Timeout.InfiniteTimeSpan;
            configure?.Invoke(options);
        });
        more(builder.Services);
        return builder.Build();
    }

    private static Action<IServiceCollection> TenantsOwn(SqliteDatabase database) => services =>
    {
        services.RemoveAll<DbContextOptions<AppDb>>();
        services.RemoveAll<IDbContextOptionsConfiguration<AppDb>>();
        services.RemoveAll<AppDb>();
        services.AddScoped<Tenant>();
        services.AddDbContext<AppDb>((provider, options) =>
        {
            _ = provider.GetRequiredService<Tenant>().Name ?? throw new InvalidOperationException("no tenant");
            database.Configure(options);
        });
    };

    private static BackgroundService MaintenanceOf(IHost host) =>
        host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
            .Single(service => service.GetType().Name == "InboxMaintenance");

    private static IReadOnlyList<FakeLogRecord> LinesOf(IHost host) => host.Services.GetFakeLogCollector().GetSnapshot();

    private static Assembly NewAssembly(string name)
    {
        var built = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        built.DefineDynamicModule(name);
        using var image = new MemoryStream();
        built.Save(image);
        return Assembly.Load(image.ToArray());
    }

    private static string Key
    {
        get
        {
            using var key = System.Security.Cryptography.RSA.Create(2048);
            return key.ExportSubjectPublicKeyInfoPem();
        }
    }

    private sealed class Tenant
    {
        internal string? Name { get; set; }
    }

    private sealed class Migrator(IServiceScopeFactory scopes) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(200, cancellationToken);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<AppDb>().Database.EnsureCreatedAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class OnStart(Action action) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(300, cancellationToken);
            action();
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class AsyncStore(TaskCompletionSource disposed) : OtherStore, IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            disposed.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Around(IIllowIdempotencyStore inner) : IIllowIdempotencyStore
    {
        public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken) =>
            inner.ClaimAsync(request, cancellationToken);

        public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
            inner.RenewAsync(claim, lease, cancellationToken);

        public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
            inner.CompleteAsync(claim, retention, cancellationToken);

        public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) =>
            inner.ReleaseAsync(claim, cancellationToken);
    }
}

/// <summary>Alone: the entry assembly is the whole process's.</summary>
[CollectionDefinition(nameof(StartTests), DisableParallelization = true)]
public sealed class StartTestsAlone;
