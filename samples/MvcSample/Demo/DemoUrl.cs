using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MvcSample.Demo;

/// <summary>Where the demo reaches its own server, whatever address that was given.</summary>
internal static class DemoUrl
{
    /// <summary>Null where the server listens to no http address: over https the demo would need a trusted certificate.</summary>
    internal static Uri? Find(IServer server, string path)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(BindingAddress.Parse)
            .FirstOrDefault(a => a is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false });
        return address is null ? null : new UriBuilder("http", Reachable(address.Host), address.Port, address.PathBase + path).Uri;
    }

    // "Every address of this machine" is one to listen on and none to send to
    private static string Reachable(string host) => host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : host;
}
