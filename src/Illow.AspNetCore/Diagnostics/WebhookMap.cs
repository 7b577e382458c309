using System.Collections.Frozen;
using System.Collections.Immutable;
using Illow.AspNetCore.Diagnostics.Audit;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Diagnostics;

/// <summary>What the audit saw when the pipeline was built: the webhook URLs of the application and what is odd about them.</summary>
internal sealed class WebhookMap(ImmutableArray<WebhookRoute> routes, BranchScopes branches, ImmutableArray<AuditFinding> findings)
{
    private readonly FrozenDictionary<string, string> _declared = routes
        .SelectMany(route => route.Declarations)
        .SelectMany(declaration => declaration.Events)
        .Distinct(StringComparer.Ordinal)
        .ToFrozenDictionary(name => name, StringComparer.Ordinal);

    internal ImmutableArray<WebhookRoute> Routes { get; } = routes;

    internal ImmutableArray<AuditFinding> Findings { get; } = findings;

    /// <summary>What tells the events of this URL from those of others.</summary>
    /// <param name="pipeline">The number of the pipeline that received the delivery.</param>
    /// <param name="route">The URL in it.</param>
    internal string ScopeOf(int pipeline, WebhookRoute route) => branches.Find(pipeline, route.Scope);

    /// <summary>The event as a metric's tag: itself where an endpoint declares it.</summary>
    internal string TagOf(string @event) => _declared.GetValueOrDefault(@event, WebhookTelemetry.OtherEvent);
}
