using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Testing.Hosting;

/// <summary>What a test needs to know of an application to send it deliveries that it accepts. Immutable.</summary>
internal sealed record TestApp(
    string Path,
    string SignatureHeader,
    string HashAlgorithm,
    string? EventProperty,
    int MaxRequestBodySize,
    IReadOnlyList<TestRegistration> Registrations,
    Func<IReadOnlyList<Endpoint>> Endpoints)
{
    /// <summary>The registration that would deliver the event: one for this event alone, else one for several, else one for any.</summary>
    internal TestRegistration? Delivering(string @event) =>
        Registrations.FirstOrDefault(r => r.Implies(@event))
        ?? Registrations.FirstOrDefault(r => r.Events.Count > 0 && r.MayDeliver(@event))
        ?? Registrations.FirstOrDefault(r => r.MayDeliver(@event));

    internal TestRegistration? Named(string webhook) =>
        Registrations.FirstOrDefault(r => string.Equals(r.Name, webhook, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether deliveries to both are made alike.</summary>
    internal bool IsLike(TestApp other) =>
        Path == other.Path
        && SignatureHeader == other.SignatureHeader
        && HashAlgorithm == other.HashAlgorithm
        && EventProperty == other.EventProperty
        && Registrations.Count == other.Registrations.Count
        && Registrations.Zip(other.Registrations).All(pair => IsLike(pair.First, pair.Second));

    private static bool IsLike(TestRegistration one, TestRegistration other) =>
        one.Name == other.Name && ReferenceEquals(one.Key, other.Key)
        && one.CompanyId == other.CompanyId && one.SiteId == other.SiteId
        && one.Events.SequenceEqual(other.Events, StringComparer.Ordinal);
}
