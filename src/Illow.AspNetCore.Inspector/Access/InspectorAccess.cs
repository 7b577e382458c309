using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>
/// Who may see the inspector. The policy is evaluated here too, not only by the authorization middleware, since conventions of the
/// application can allow anonymous users there. Without a policy, only this machine's own names are answered. Thread-safe.
/// </summary>
internal sealed class InspectorAccess(string? policy, IEnumerable<string> allowedHosts)
{
    private readonly HashSet<string> _hosts = new(allowedHosts, StringComparer.OrdinalIgnoreCase);

    internal string? Policy => policy;

    /// <summary>Null where access is granted; otherwise the reason for the answer.</summary>
    internal async ValueTask<string?> RefusalAsync(HttpContext context)
    {
        if (policy is not null)
        {
            var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
            return (await authorization.AuthorizeAsync(context.User, context, policy)).Succeeded
                ? null
                : $"The policy {policy} does not allow this user to see the inspector.";
        }

        // DNS rebinding: a stranger's page whose name resolves to this machine would count as the same origin
        return IsThisMachine(context.Request.Host.Host) || _hosts.Contains(context.Request.Host.Host)
            ? null
            : "The inspector answers to localhost and IP addresses only. "
                + "Add this host name to Illow:Inspector:AllowedHosts, or protect the inspector with a policy.";
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host, out _);
}
