using Wolverine;
using Wolverine.ErrorHandling;

namespace Illow.AspNetCore.Wolverine;

/// <summary>Tells Wolverine of the handler, its durable queue and its retries, without touching the application's other messages.</summary>
internal sealed class DeliveryQueueExtension : IWolverineExtension
{
    private static readonly TimeSpan[] RetryDelays =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(15),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(8),
    ];

    public void Configure(WolverineOptions options)
    {
        options.Discovery.IncludeType<IllowQueuedDeliveryHandler>();
        options.LocalQueueFor<IllowQueuedDelivery>().UseDurableInbox();

        // Added after the application's own rules, and the first rule that matches wins
        options.Policies.OnException<IllowDeliveryRunException>().ScheduleRetry(RetryDelays);
    }
}
