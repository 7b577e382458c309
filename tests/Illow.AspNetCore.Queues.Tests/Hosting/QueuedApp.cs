using System.Collections.Concurrent;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Queues.Tests.Hosting;

/// <summary>An application whose handler runs from a queue.</summary>
internal sealed class QueuedApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CountingRunner _runner;

    private QueuedApp(WebApplication app, CountingRunner runner)
    {
        _app = app;
        _runner = runner;
        Client = app.GetTestClient();
    }

    internal static IllowTestKey Key { get; } = new();

    internal HttpClient Client { get; }

    internal IIllowDeadLetters DeadLetters => _app.Services.GetRequiredService<IIllowDeadLetters>();

    internal IServiceProvider Services => _app.Services;

    /// <summary>Which attempts the engine has begun, in order.</summary>
    internal IReadOnlyList<int> Attempts => [.. _runner.Attempts];

    internal static async Task<QueuedApp> StartAsync(QueuedAppPlan plan)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Illow:PublicKey"] = Key.PublicKeyPem,
            ["Illow:Queued"] = "true",
            ["Illow:Queue:Protect"] = plan.Protect ? "true" : "false",
        });
        plan.Services?.Invoke(builder.Services);
        plan.Engine(builder, builder.Services.AddIllowWebhooks());
        var runner = CountingRunner.PutInto(builder.Services);
        var app = builder.Build();
        app.UseIllowWebhooks();
        app.MapIllowWebhook(plan.Event, async (IllowEnvelope envelope) =>
        {
            await (plan.Handle?.Invoke(envelope) ?? Task.CompletedTask);
            return Results.Ok();
        });
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new QueuedApp(app, runner);
    }

    internal static IllowDelivery NewDelivery(string idempotencyKey = "key-1") => IllowDelivery.Create(
        "dsr.created",
        new { id = "dsr-1", text = "ſ \u2028 \ud83d\ude00" },
        new IllowDeliveryOptions { Key = Key, IdempotencyKey = idempotencyKey });

    internal async Task<int> SendAsync(IllowDelivery delivery)
    {
        using var response = await Client.PostIllowDeliveryAsync(delivery);
        return (int)response.StatusCode;
    }

    /// <summary>The dead letter, once the engine has given up on the one delivery.</summary>
    internal async Task<IllowDeadLetter> DeadLetterAsync()
    {
        IReadOnlyList<IllowDeadLetter> found = [];
        await Eventually.HoldsAsync(async () => (found = await DeadLetters.ListAsync(10, CancellationToken.None)).Count > 0);
        return Assert.Single(found);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class CountingRunner : IIllowDeliveryRunner
    {
        private IIllowDeliveryRunner? _inner;

        internal ConcurrentQueue<int> Attempts { get; } = new();

        internal static CountingRunner PutInto(IServiceCollection services)
        {
            var runner = new CountingRunner();
            var inner = services.Last(service => service.ServiceType == typeof(IIllowDeliveryRunner));
            services.AddSingleton<IIllowDeliveryRunner>(provider =>
            {
                runner._inner = (IIllowDeliveryRunner)ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!);
                return runner;
            });
            return runner;
        }

        public Task RunAsync(IllowQueuedDelivery delivery, int attempt, CancellationToken cancellationToken)
        {
            Attempts.Enqueue(attempt);
            return _inner!.RunAsync(delivery, attempt, cancellationToken);
        }
    }
}

/// <summary>What an application under test does.</summary>
internal sealed record QueuedAppPlan(Action<WebApplicationBuilder, IIllowWebhooksBuilder> Engine)
{
    internal string Event { get; init; } = "dsr.created";

    internal Func<IllowEnvelope, Task>? Handle { get; init; }

    internal bool Protect { get; init; }

    internal Action<IServiceCollection>? Services { get; init; }
}
