using Illow.AspNetCore.Mvc;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Illow.AspNetCore;

/// <summary>
/// Marks a controller action or a minimal endpoint's handler as a receiver of verified illow events. Implies POST. May stand several times.
/// </summary>
/// <remarks>
/// Without a route on the action or its controller, an action answers at <see cref="IllowWebhooksOptions.Path"/>. The attribute carries
/// <see cref="IAllowAnonymous"/>: the signature is the authentication. It needs <c>AddIllowWebhooks()</c> and <c>UseIllowWebhooks()</c>;
/// where either is missing, the action does not run. API documents leave the endpoint out unless the application calls
/// <c>AddApiDescriptions()</c> of the package Illow.AspNetCore.OpenApi.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class IllowWebhookAttribute
    : Attribute, IAllowAnonymous, IFilterFactory, IOrderedFilter, IExcludeFromDescriptionMetadata, IWebhookMetadata
{
    private readonly string[] _events;

    /// <summary>Receives the named events; with no name, every verified event that no other endpoint of the URL takes.</summary>
    /// <param name="events">Event names as illow writes them, such as <c>dsr.created</c>; compared exactly.</param>
    /// <exception cref="ArgumentException">A name is null or blank.</exception>
    public IllowWebhookAttribute(params string[] events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (Array.Exists(events, string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("An event's name is blank. Write [IllowWebhook] alone to take every event, or name the event, "
                + "as in [IllowWebhook(\"dsr.created\")].", nameof(events));
        }

        _events = [.. events];
    }

    /// <summary>The events received; empty for every event that no other endpoint of the URL takes.</summary>
    public IReadOnlyList<string> Events => _events;

    /// <summary>
    /// The name of the only registration to receive from, compared without regard to case. Default: any that may deliver to the URL.
    /// </summary>
    public string? Webhook { get; set; }

    /// <summary>Whether repetitions are kept from the handler. Default: true; false for a handler that recognises them itself.</summary>
    public bool Idempotent { get; set; } = true;

    /// <summary>
    /// Whether the handler is run from the application's queue: a delivery is stored, answered 202, and run until it has succeeded.
    /// Default: the setting <c>Illow:Queued</c>. Needs a queue, for example <c>AddIllowWebhooks().AddWolverineQueue()</c>.
    /// </summary>
    public bool Queued
    {
        get => QueuedOrDefault ?? false;
        set => QueuedOrDefault = value;
    }

    /// <summary>What the declaration says of the queue; null where it says nothing and the setting decides.</summary>
    internal bool? QueuedOrDefault { get; private set; }

    internal ReadOnlySpan<string> EventNames => _events;

    bool IFilterFactory.IsReusable => true;

    // Documents show webhook URLs where the application asks for it: AddApiDescriptions()
    bool IExcludeFromDescriptionMetadata.ExcludeFromDescription => true;

    // Before every other filter: nothing of the action's pipeline may see an unverified request
    int IOrderedFilter.Order => int.MinValue;

    IFilterMetadata IFilterFactory.CreateInstance(IServiceProvider serviceProvider) => VerifiedDeliveryFilter.Instance;
}
