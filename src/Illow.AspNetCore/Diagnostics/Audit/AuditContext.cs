using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>What the audit looks at.</summary>
internal sealed record AuditContext(
    IReadOnlyList<RouteEndpoint> Endpoints,
    ImmutableArray<WebhookRoute> Routes,
    WebhookSettings Settings,
    bool HasEventResolver,
    bool HasKeyProvider);
