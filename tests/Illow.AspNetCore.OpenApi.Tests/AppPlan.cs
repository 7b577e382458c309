using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>What an application under test does besides what every application does.</summary>
internal sealed record AppPlan
{
    internal IReadOnlyCollection<Type> Controllers { get; init; } = [];

    internal Action<IEndpointRouteBuilder>? Map { get; init; }

    internal Action<IServiceCollection>? Services { get; init; }

    internal Dictionary<string, string?> Settings { get; init; } = [];
}
