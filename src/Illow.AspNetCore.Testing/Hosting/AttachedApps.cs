using System.Collections.Concurrent;

namespace Illow.AspNetCore.Testing.Hosting;

/// <summary>The running applications that took one test key. Thread-safe.</summary>
internal sealed class AttachedApps
{
    private readonly ConcurrentDictionary<object, TestApp> _apps = new(ReferenceEqualityComparer.Instance);

    internal void Attach(object owner, TestApp app) => _apps[owner] = app;

    internal void Detach(object owner) => _apps.TryRemove(owner, out _);

    /// <summary>What all of them have in common; null where none runs here.</summary>
    /// <exception cref="InvalidOperationException">They want different deliveries.</exception>
    internal TestApp? Find()
    {
        var apps = _apps.Values.ToArray();
        if (apps.Length > 1 && !apps.All(apps[0].IsLike))
        {
            throw new InvalidOperationException(
                "Several running applications with different illow settings share one test key, so it is open which of them a delivery is for. Give each an IllowTestKey of its own: UseIllowTestKey(key) there and IllowDeliveryOptions.Key here.");
        }

        return apps.Length == 0 ? null : apps[0];
    }
}
