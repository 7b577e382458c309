namespace Illow.AspNetCore.Wolverine;

/// <summary>What the adapter tells its reader.</summary>
internal static class WolverineMessages
{
    internal static string StoresNothing(Uri? endpoint) =>
        $"Wolverine routes {nameof(IllowQueuedDelivery)} to an endpoint that stores nothing{(endpoint is null ? "" : $" ({endpoint})")}, "
        + "so deliveries could be lost. Add UseDurableOutbox() to that endpoint (UseDurableInbox() to a local queue), "
        + "or remove the routing rule so that the durable local queue takes them.";
}
