using Hangfire;
using Hangfire.PostgreSql;

namespace QueuedSample.Queues;

internal static class HangfireSetup
{
    internal static void AddHangfireWithStorage(this WebApplicationBuilder builder)
    {
        var connection = builder.Configuration.GetConnectionString("Queue");
        builder.Services.AddHangfire(hangfire => hangfire.UsePostgreSqlStorage(
            storage => storage.UseNpgsqlConnection(connection),
            new PostgreSqlStorageOptions
            {
                QueuePollInterval = TimeSpan.FromSeconds(1),

                // How long the job of a killed process waits
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromSeconds(15),
                DistributedLockTimeout = TimeSpan.FromSeconds(15),
            }));
        builder.Services.AddHangfireServer(server => server.SchedulePollingInterval = TimeSpan.FromSeconds(1));
    }
}
