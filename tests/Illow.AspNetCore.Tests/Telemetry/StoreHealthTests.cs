using Illow.AspNetCore.Tests.Hosting;
using Illow.AspNetCore.Tests.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>A store that can report its health counts for the health check: without it every delivery is 503.</summary>
public sealed class StoreHealthTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    [Theory]
    [InlineData(HealthStatus.Healthy)]
    [InlineData(HealthStatus.Degraded)]
    [InlineData(HealthStatus.Unhealthy)]
    public async Task Store_ReportsAStatus_IsTheChecks(HealthStatus status)
    {
        var entry = await CheckAsync(new ReportingStore(_ => Task.FromResult(new HealthCheckResult(status, "The table is missing."))));
        Assert.Equal(status, entry.Status);
        Assert.Equal(
            status == HealthStatus.Healthy ? "Deliveries are verified with the configured settings." : "The table is missing.",
            entry.Description);
        Assert.Equal("passed", entry.Data["selfTest"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Store_Throws_IsUnhealthy(bool beforeItsTask)
    {
        var fault = new IOException("the server's name");
        var entry = await CheckAsync(new ReportingStore(_ => beforeItsTask ? throw fault : Task.FromException<HealthCheckResult>(fault)));
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Same(fault, entry.Exception);
        Assert.Contains("IOException", entry.Description!, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, entry.Description!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_DoesNotAnswer_IsUnhealthyAfterFiveSecondsAndCancelled()
    {
        var asked = new TaskCompletionSource();
        var token = CancellationToken.None;
        var checking = CheckAsync(new ReportingStore(given =>
        {
            token = given;
            asked.SetResult();
            return new TaskCompletionSource<HealthCheckResult>().Task;
        }));
        await asked.Task;
        while (!checking.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var entry = await checking;
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("5 seconds", entry.Description!, StringComparison.Ordinal);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public async Task Store_WhileIdempotencyIsOff_IsNotAsked()
    {
        var settings = new Dictionary<string, string?>(WebhookApp.DefaultKey) { ["Illow:Idempotency:Enabled"] = "false" };
        var entry = await CheckAsync(new ReportingStore(_ => throw new IOException()), settings);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
    }

    [Fact]
    public async Task Store_ThatCannotReport_IsHealthy() =>
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(new ScriptedStore())).Status);

    private async Task<HealthReportEntry> CheckAsync(IIllowIdempotencyStore store, Dictionary<string, string?>? settings = null)
    {
        await using var app = await WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            Kestrel = false,
            Settings = settings ?? KestrelReceiver.Settings,
            Services = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
                services.Replace(ServiceDescriptor.Singleton(store));
                services.AddHealthChecks().AddIllowWebhooks();
            },
        });
        return Assert.Single((await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries).Value;
    }

    private sealed class ReportingStore(Func<CancellationToken, Task<HealthCheckResult>> report) : IIllowIdempotencyStore, IHealthCheck
    {
        private readonly ScriptedStore _steps = new();

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            report(cancellationToken);

        public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken) =>
            _steps.ClaimAsync(request, cancellationToken);

        public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
            _steps.RenewAsync(claim, lease, cancellationToken);

        public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
            _steps.CompleteAsync(claim, retention, cancellationToken);

        public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) =>
            _steps.ReleaseAsync(claim, cancellationToken);
    }
}
