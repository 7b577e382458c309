using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>What an application under test does, in the order of its Program.cs.</summary>
internal sealed record InspectorPlan
{
    internal string Environment { get; init; } = "Development";

    /// <summary>Null: the folder of the tests.</summary>
    internal string? ContentRoot { get; init; }

    internal bool Kestrel { get; init; }

    internal bool AddWebhooks { get; init; } = true;

    internal bool AddInspector { get; init; } = true;

    internal Dictionary<string, string?> Settings { get; init; } = [];

    internal Action<IllowInspectorOptions>? Options { get; init; }

    internal Action<IServiceCollection>? Services { get; init; }

    /// <summary>Middleware before UseIllowWebhooks().</summary>
    internal Action<WebApplication>? Before { get; init; }

    internal Action<WebApplication> Map { get; init; } = app => app.MapIllowInspector();
}
