using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Inspector.Samples;

/// <summary>One sample event that can be sent: an event of a registration, at a URL that takes it.</summary>
internal sealed record SampleChoice(WebhookRoute Route, Registration Registration, string Event, string Path)
{
    internal bool Is(string? registration, string? @event, string? url) =>
        registration is not null && Registration.IsNamed(registration) && Event == @event && Route.Url == url;
}
