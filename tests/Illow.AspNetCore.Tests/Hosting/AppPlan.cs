using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>What an application under test does, in the order of its Program.cs.</summary>
internal sealed record AppPlan
{
    internal IDictionary<string, string?>? Settings { get; init; }

    internal string Environment { get; init; } = "Production";

    internal string? ContentRoot { get; init; }

    internal bool Kestrel { get; init; }

    /// <summary>Kestrel with HTTP/2 by prior knowledge alone.</summary>
    internal bool Http2 { get; init; }

    /// <summary>Kestrel's own options.</summary>
    internal Action<KestrelServerOptions>? Server { get; init; }

    internal bool AddWebhooks { get; init; } = true;

    internal bool UseWebhooks { get; init; } = true;

    internal Action<IServiceCollection>? Services { get; init; }

    internal Action<WebApplicationBuilder>? Host { get; init; }

    internal Action<MvcOptions>? Mvc { get; init; }

    /// <summary>AddControllersWithViews() instead of AddControllers().</summary>
    internal bool Views { get; init; }

    /// <summary>MapControllers(), before <see cref="Map"/>.</summary>
    internal bool MapControllers { get; init; } = true;

    /// <summary>Middleware before UseIllowWebhooks().</summary>
    internal Action<WebApplication>? Before { get; init; }

    /// <summary>Middleware after UseIllowWebhooks().</summary>
    internal Action<WebApplication>? After { get; init; }

    internal Action<IEndpointRouteBuilder>? Map { get; init; }

    internal IReadOnlyCollection<Type> Controllers { get; init; } = [];
}
