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
    internal TestApp? Find() => FindAll() is [var first, ..] ? first : null;

    /// <summary>The URL that all of them receive the event at; null where none runs here.</summary>
    /// <exception cref="InvalidOperationException">They differ, or one of them has several such URLs.</exception>
    internal string? FindUrl(string @event, string registration)
    {
        var urls = FindAll().Select(app => WebhookUrls.For(app, @event, registration)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return urls.Count > 1 ? throw Ambiguous() : urls.FirstOrDefault();
    }

    private TestApp[] FindAll()
    {
        var apps = _apps.Values.ToArray();
        return apps.Length > 1 && !apps.All(apps[0].IsLike) ? throw Ambiguous() : apps;
    }

    private static InvalidOperationException Ambiguous() => new(
        "Several running applications with different illow settings or URLs share one test key, so a delivery's receiver is ambiguous. "
        + "Give each its own IllowTestKey: UseIllowTestKey(key) there and IllowDeliveryOptions.Key here.");
}
