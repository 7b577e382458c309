using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>
/// Who may look in. A policy is asked here too, not only by the authorization middleware: conventions of the application may have
/// let everybody past that one. Without a policy, only a browser that meant this very machine gets in. Thread-safe.
/// </summary>
internal sealed class InspectorAccess(string? policy, IEnumerable<string> allowedHosts)
{
    private readonly HashSet<string> _hosts = new(allowedHosts, StringComparer.OrdinalIgnoreCase);

    internal string? Policy => policy;

    /// <summary>Null: come in. Else what to tell whoever asked.</summary>
    internal async ValueTask<string?> RefusalAsync(HttpContext context)
    {
        if (policy is not null)
        {
            var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
            return (await authorization.AuthorizeAsync(context.User, context, policy)).Succeeded ? null : $"The policy {policy} does not let this user look into the inspector.";
        }

        // DNS rebinding: a stranger's page whose name leads here would count as this origin
        return IsThisMachine(context.Request.Host.Host) || _hosts.Contains(context.Request.Host.Host)
            ? null
            : "The inspector answers to localhost and IP addresses only. Add this host name to Illow:Inspector:AllowedHosts, or protect the inspector with a policy.";
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host, out _);
}
