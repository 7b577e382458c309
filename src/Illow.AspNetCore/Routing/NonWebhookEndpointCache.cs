using System.Runtime.CompilerServices;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Remembers endpoints that are not the receiver's business, so that their requests pay no look-up in the metadata, which never
/// changes. Allocates nothing after it is made; keeps up to 256 endpoints alive, each until another takes its place. Thread-safe.
/// </summary>
internal sealed class NonWebhookEndpointCache
{
    private const int Places = 256;

    private readonly Place[] _places = new Place[Places];

    internal bool Contains(Endpoint endpoint) => ReferenceEquals(PlaceOf(endpoint).Endpoint, endpoint);

    internal void Add(Endpoint endpoint) => PlaceOf(endpoint).Endpoint = endpoint;

    private ref Place PlaceOf(Endpoint endpoint) => ref _places[RuntimeHelpers.GetHashCode(endpoint) % Places];

    // A struct around the reference spares each write the check of the array's type
    private struct Place
    {
        internal Endpoint? Endpoint;
    }
}
