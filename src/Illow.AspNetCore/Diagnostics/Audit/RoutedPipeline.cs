using System.Collections.Immutable;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>Endpoints among which one <c>UseRouting()</c> decides, and the webhook URLs that they make.</summary>
internal sealed record RoutedPipeline(IReadOnlyList<RouteEndpoint> Endpoints, ImmutableArray<WebhookRoute> Routes);
