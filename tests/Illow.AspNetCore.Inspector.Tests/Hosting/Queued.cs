using Illow.AspNetCore.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>An application whose handlers run from a queue that the test drains.</summary>
internal static class Queued
{
    internal static InspectorPlan Plan => new()
    {
        Settings = new() { ["Illow:Queued"] = "true" },
        Services = services => services.AddInMemoryIllowQueue(),
    };

    /// <summary>The same, with an engine that lists what it has given up on.</summary>
    internal static InspectorPlan PlanWith(FakeDeadLetters letters) =>
        Plan with { Services = services => services.AddInMemoryIllowQueue().AddSingleton<IIllowDeadLetters>(letters) };

    internal static IllowInMemoryQueue QueueOf(InspectorApp app) => app.Services.GetRequiredService<IllowInMemoryQueue>();
}
