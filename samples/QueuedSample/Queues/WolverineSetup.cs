using Illow.AspNetCore;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Postgresql;
using Wolverine.Sqlite;

namespace QueuedSample.Queues;

internal static class WolverineSetup
{
    internal static void AddWolverineWithStorage(this WebApplicationBuilder builder) => builder.UseWolverine(options =>
    {
        var connection = builder.Configuration.GetConnectionString("Queue")!;
        if (builder.Configuration["Storage"] == "Postgres")
        {
            options.PersistMessagesWithPostgresql(connection);
        }
        else
        {
            options.PersistMessagesWithSqlite(connection);
        }

        // One process at a time works on this storage, so what a killed one left is taken up at the next start
        options.Durability.Mode = DurabilityMode.Solo;
        options.Durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);

        // A policy of your own comes before the default, which would wait 5 and 15 seconds and go on for about a day
        options.OnException<IllowDeliveryRunException>()
            .ScheduleRetry(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
    });
}
