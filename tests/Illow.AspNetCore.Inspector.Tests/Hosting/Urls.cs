namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>Everything that the inspector answers.</summary>
internal static class Urls
{
    internal static TheoryData<string, string> All => new()
    {
        { "GET", "/illow" },
        { "GET", "/illow/" },
        { "GET", "/illow/main.js" },
        { "GET", "/illow/inspector.css" },
        { "GET", "/illow/icon.svg" },
        { "GET", "/illow/api/stream" },
        { "GET", "/illow/api/map" },
        { "GET", "/illow/api/deliveries?search=pending" },
        { "DELETE", "/illow/api/deliveries" },
        { "GET", "/illow/api/deliveries/1" },
        { "POST", "/illow/api/deliveries/1/replay" },
        { "GET", "/illow/api/dead-letters" },
        { "POST", "/illow/api/dead-letters?id=1" },
        { "POST", "/illow/api/samples?registration=created&event=dsr.created&url=/webhooks/illow" },
    };
}
