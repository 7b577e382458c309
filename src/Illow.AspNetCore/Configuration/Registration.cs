using System.Collections.Immutable;

namespace Illow.AspNetCore.Configuration;

/// <summary>One webhook of the settings in force. Immutable.</summary>
internal sealed record Registration(
    string Name,
    ImmutableArray<IllowPublicKey> Keys,
    ImmutableArray<string> Events,
    string? CompanyId,
    string? SiteId)
{
    internal const string DefaultName = "default";

    /// <summary>The event that the key alone tells, if there is one.</summary>
    internal string? OnlyEvent => Events.Length == 1 ? Events[0] : null;

    internal bool MayDeliver(string @event) => Events.IsEmpty || Events.Contains(@event, StringComparer.Ordinal);

    internal bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
