namespace Illow.AspNetCore.Queueing;

/// <summary>What the queue tells its reader: what happened, where, and what to do.</summary>
internal static class QueueMessages
{
    internal const string NoDataProtection =
        "Illow:Queue:Protect needs ASP.NET Core Data Protection. Call builder.Services.AddDataProtection(), and keep its key ring where "
        + "every instance that runs the queue can read it.";

    internal const string NotDecrypted =
        "The body of a queued delivery could not be decrypted: the Data Protection key that encrypted it is not in this instance's key "
        + "ring. Restore the key ring, or share it between the instances, and run the delivery again.";

    internal static string NoQueue(string endpoint) =>
        $"'{endpoint}' handles its events from a queue, but no queue is registered. Call AddIllowWebhooks().AddWolverineQueue() from the "
        + "package Illow.AspNetCore.Wolverine, or .AddHangfireQueue() from Illow.AspNetCore.Hangfire, "
        + "or remove Queued = true (or Illow:Queued).";

    internal static string EqualNames(string endpoint, string route) =>
        $"Several endpoints at {route} are named '{endpoint}' and take the same event, and one of them handles it from a queue: a queued "
        + "delivery could not find its handler again. Give each its own name with .WithDisplayName(\"…\").";

    internal static string NewerVersion(int version) =>
        $"The queued delivery has version {version} and this instance reads up to {IllowQueuedDelivery.CurrentVersion}: "
        + "a newer version of the application stored it. Finish the deployment and run the delivery again.";

    internal static string NoEndpoint(string @event, string route) =>
        $"No endpoint at {route} takes the event '{@event}' any more, so the queued delivery was not run. "
        + "Deploy a version that handles it and run the delivery again, or delete it from the queue.";

    internal const string NotAnEnvelope =
        "The body of the queued delivery is not the JSON that was verified: something changed it in the queue's storage. It was not run.";
}
