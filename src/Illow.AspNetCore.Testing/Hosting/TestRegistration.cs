namespace Illow.AspNetCore.Testing.Hosting;

/// <summary>A registration of an application that runs with a test key.</summary>
internal sealed record TestRegistration(string Name, IllowTestKey Key, IReadOnlyList<string> Events, string? CompanyId, string? SiteId)
{
    internal bool MayDeliver(string @event) => Events.Count == 0 || Events.Contains(@event, StringComparer.Ordinal);

    internal bool Implies(string @event) => Events.Count == 1 && Events[0] == @event;
}
