using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.States;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Postgresql;

namespace Illow.AspNetCore.FaultReceiver;

/// <summary>Puts the queue that a test asks for under the kill switch, with retries and recovery that a test can wait for.</summary>
internal static class QueueSetup
{
    internal static void Add(WebApplicationBuilder builder, IIllowWebhooksBuilder webhooks, FaultOptions options)
    {
        switch (options.Queue)
        {
            case "Wolverine":
                AddWolverine(builder, options.Connection);
                webhooks.AddWolverineQueue();
                break;
            case "Hangfire":
                AddHangfire(builder, options.Connection);
                webhooks.AddHangfireQueue();
                break;
            default:
                return;
        }

        builder.Configuration["Illow:Queued"] = "true";
        var queue = builder.Services.Last(service => service.ServiceType == typeof(IIllowDeliveryQueue));
        builder.Services.Remove(queue);
        builder.Services.AddSingleton<IIllowDeliveryQueue>(services => new KillingQueue(
            (IIllowDeliveryQueue)ActivatorUtilities.CreateInstance(services, queue.ImplementationType!),
            services.GetRequiredService<KillSwitch>()));
    }

    private static void AddWolverine(WebApplicationBuilder builder, string connection) => builder.UseWolverine(wolverine =>
    {
        wolverine.PersistMessagesWithPostgresql(connection, "wolverine");
        wolverine.Durability.StaleNodeTimeout = TimeSpan.FromSeconds(5);
        wolverine.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        wolverine.Durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(1);
        wolverine.Durability.NodeReassignmentPollingTime = TimeSpan.FromSeconds(1);
        wolverine.Durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
        wolverine.Durability.StaleNodeEjectionThreshold = 1;
        wolverine.OnException<IllowDeliveryRunException>()
            .ScheduleRetryIndefinitely(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
    });

    private static void AddHangfire(WebApplicationBuilder builder, string connection)
    {
        builder.Services.AddHangfire(hangfire => hangfire
            .UseFilter(new SoonAndAlwaysAttribute { Order = int.MaxValue })
            .UsePostgreSqlStorage(
                storage => storage.UseNpgsqlConnection(connection),
                new PostgreSqlStorageOptions
                {
                    QueuePollInterval = TimeSpan.FromMilliseconds(200),
                    InvisibilityTimeout = TimeSpan.FromSeconds(10),

                    // A killed process leaves the locks of its jobs behind as rows
                    DistributedLockTimeout = TimeSpan.FromSeconds(10),
                    PrepareSchemaIfNecessary = true,
                }));
        builder.Services.AddHangfireServer(server =>
        {
            server.WorkerCount = 8;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
        });
    }

    /// <summary>Retries after a second and without end, where the package's own retries may be hours apart.</summary>
    private sealed class SoonAndAlwaysAttribute : JobFilterAttribute, IElectStateFilter
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

        public void OnStateElection(ElectStateContext context)
        {
            if (context.CandidateState is ScheduledState)
            {
                context.SetJobParameter("RetryCount", 0);
                context.CandidateState = new ScheduledState(Pause) { Reason = context.CandidateState.Reason };
            }
        }
    }

    private sealed class KillingQueue(IIllowDeliveryQueue inner, KillSwitch kill) : IIllowDeliveryQueue
    {
        public async ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken)
        {
            await inner.EnqueueAsync(delivery, cancellationToken);
            kill.At(KillPoint.Enqueued);
        }
    }
}
