namespace Illow.AspNetCore.Wolverine;

/// <summary>What the adapter tells its reader.</summary>
internal static class WolverineMessages
{
    internal const string NoStorage =
        "AddWolverineQueue() needs a Wolverine message storage: without one, deliveries would be kept in memory only and lost with "
        + "the process. Add one to UseWolverine, for example options.PersistMessagesWithSqlite(connectionString) from "
        + "WolverineFx.Sqlite or options.PersistMessagesWithPostgresql(connectionString) from WolverineFx.Postgresql.";

    internal static string StoresNothing(Uri? endpoint) =>
        $"Wolverine routes {nameof(IllowQueuedDelivery)} to an endpoint that stores nothing{(endpoint is null ? "" : $" ({endpoint})")}, "
        + "so deliveries could be lost. Add UseDurableOutbox() to that endpoint (UseDurableInbox() to a local queue), "
        + "or remove the routing rule so that the durable local queue takes them.";
}
