using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>What the audit looks at, besides the endpoints of each pipeline.</summary>
internal sealed record AuditContext(
    ImmutableArray<WebhookRoute> Routes,
    WebhookSettings Settings,
    MvcView Mvc,
    bool HasEventResolver,
    bool HasKeyProvider);

/// <summary>What MVC knows that routing does not.</summary>
/// <param name="UnmappedActions">Decorated actions of which no endpoint was mapped.</param>
/// <param name="UsesNewtonsoftJson">Whether <c>AddNewtonsoftJson()</c> was called.</param>
internal sealed record MvcView(ImmutableArray<string> UnmappedActions, bool UsesNewtonsoftJson);
