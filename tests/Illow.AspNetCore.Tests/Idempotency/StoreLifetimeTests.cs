using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>A store of the application's own works with any lifetime: one that is no singleton is made anew for each step.</summary>
public sealed class StoreLifetimeTests
{
    public static TheoryData<ServiceLifetime, string> Lifetimes =>
        new MatrixTheoryData<ServiceLifetime, string>(
            [ServiceLifetime.Singleton, ServiceLifetime.Scoped, ServiceLifetime.Transient],
            ["Production", "Development"]);

    [Theory]
    [MemberData(nameof(Lifetimes))]
    public async Task Store_OfAnyLifetime_RecordsEvents(ServiceLifetime lifetime, string environment)
    {
        await using var app = await StartAsync<RowStore>(lifetime, environment);
        var delivery = Delivery.Fresh();

        using var first = await app.SendAsync(delivery);
        using var again = await app.SendAsync(delivery);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [first.StatusCode, again.StatusCode]);
        Assert.True(again.Headers.Contains("idempotent-replayed"));
        Assert.Equal(["ran"], app.Notes.Lines);
    }

    /// <summary>What the handler has in its scope, and may be using, is never the store's.</summary>
    [Theory]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public async Task Store_OfAScope_HasAConnectionOfItsOwnForEachStepAndGivesItBack(ServiceLifetime lifetime)
    {
        await using var app = await StartAsync<RowStore>(lifetime, "Production");
        var table = app.Services.GetRequiredService<Table>();
        var (opened, before) = (table.Opened, table.Used.Count);

        using var handled = await app.SendAsync(Delivery.Fresh());
        using var declined = await app.SendAsync(Delivery.Of("""{"decline":true}"""));

        Assert.Equal(["claim", "handler", "complete", "claim", "handler", "release"], table.Used.Skip(before).Select(step => step.Step));
        Assert.Equal(6, table.Used.Skip(before).Select(step => step.Connection).Distinct().Count());
        Assert.Equal(opened + 6, table.Opened);
        await Eventually.HoldsAsync(() => table.Closed == table.Opened);
    }

    [Fact]
    public async Task Store_OfAScopeThatIsTransactional_RunsInTheScopeOfTheRequest()
    {
        await using var app = await StartAsync<TransactionalRowStore>(ServiceLifetime.Scoped, "Development");

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["ran"], app.Notes.Lines);
        var table = app.Services.GetRequiredService<Table>();
        Assert.Equal(
            table.Used.Single(step => step.Step == "execute").Connection,
            table.Used.Single(step => step.Step == "handler").Connection);
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton)]
    [InlineData(ServiceLifetime.Scoped)]
    public async Task Health_OfAStoreThatIsAway_IsUnhealthy(ServiceLifetime lifetime)
    {
        await using var app = await StartAsync<RowStore>(lifetime, "Development", services =>
            services.AddHealthChecks().AddIllowWebhooks());
        app.Services.GetRequiredService<Table>().IsAway = true;

        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
    }

    [Theory]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public async Task Store_DisposedOfAsynchronouslyOnly_RecordsEvents(ServiceLifetime lifetime)
    {
        await using var app = await StartAsync<AsyncRowStore>(lifetime, "Development");

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task<WebhookApp> StartAsync<TStore>(
        ServiceLifetime lifetime,
        string environment,
        Action<IServiceCollection>? more = null
    ) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Environment = environment,
                Services = services =>
                {
                    services.AddSingleton<Table>();
                    services.Add(new ServiceDescriptor(typeof(Connection), typeof(Connection), lifetime));
                    services.Add(new ServiceDescriptor(typeof(IIllowIdempotencyStore), typeof(TStore), lifetime));
                    more?.Invoke(services);
                },
                Host = builder =>
                    builder.Host.UseDefaultServiceProvider(options =>
                        options.ValidateOnBuild = options.ValidateScopes = environment == "Development"),
                Map = e => e.MapIllowWebhook("dsr.created", (IllowEnvelope envelope, Notes notes, Table table, IServiceProvider services) =>
                    {
                        if (services.GetService<Connection>() is { } own)
                        {
                            table.Used.Add(("handler", own));
                        }

                        notes.Add("ran");
                        return envelope.RawMetadata.TryGetProperty("decline", out _) ? Results.StatusCode(409) : Results.Ok();
                    }),
            });

    private sealed class Table
    {
        internal Dictionary<IllowDigest, (IllowDigest Body, bool IsDone)> Rows { get; } = [];

        internal List<(string Step, Connection Connection)> Used { get; } = [];

        internal int Opened { get; set; }

        internal int Closed { get; set; }

        internal bool IsAway { get; set; }
    }

    private sealed class Connection : IDisposable
    {
        private readonly Table _table;

        public Connection(Table table)
        {
            _table = table;
            table.Opened++;
        }

        internal Table Use(string step)
        {
            _table.Used.Add((step, this));
            return _table;
        }

        public void Dispose() => _table.Closed++;
    }

    private class RowStore(Connection connection) : IIllowIdempotencyStore, IHealthCheck
    {
        protected Connection Connection => connection;

        public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
        {
            var rows = connection.Use("claim").Rows;
            return new(
                rows.TryAdd(request.Scope, (request.BodyHash, false))
                    ? IllowClaimResult.Claimed(new IllowClaim(request.Scope, Guid.NewGuid(), 1))
                : rows[request.Scope].IsDone ? new IllowClaimResult(IllowClaimStatus.Completed)
                : throw new InvalidOperationException("It is being handled."));
        }

        public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
            new(connection.Use("renew").Rows.ContainsKey(claim.Scope));

        public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken)
        {
            var rows = connection.Use("complete").Rows;
            rows[claim.Scope] = rows[claim.Scope] with { IsDone = true };
            return new(true);
        }

        public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken)
        {
            connection.Use("release").Rows.Remove(claim.Scope);
            return ValueTask.CompletedTask;
        }

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(
                connection.Use("health").IsAway ? HealthCheckResult.Unhealthy("The table is away.") : HealthCheckResult.Healthy());
    }

    private sealed class AsyncRowStore(Connection connection) : RowStore(connection), IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class TransactionalRowStore(Connection connection) : RowStore(connection), IIllowTransactionalStore
    {
        public bool IsTransactional => true;

        public async ValueTask<IllowClaimResult> ExecuteAsync(
            IllowClaimRequest request,
            IServiceProvider requestServices,
            Func<IllowClaim, Task<bool>> handler,
            CancellationToken cancellationToken)
        {
            Connection.Use("execute");
            var claim = new IllowClaim(request.Scope, Guid.NewGuid(), 1);
            await handler(claim);
            return IllowClaimResult.Claimed(claim);
        }
    }
}
