using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Illow.AspNetCore;

/// <summary>
/// The host that Microsoft.Extensions.ApiDescription.Server, Swashbuckle's tool or NSwag's runs as part of a build, to write the
/// application's API document.
/// </summary>
internal static class DocumentHost
{
    /// <summary>
    /// Whether this process is that host: it answers no request, it has no key, no database and no server to look for, and the build takes
    /// what it prints for errors.
    /// </summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "Asked for its name alone.")]
    internal static bool IsThisProcess =>
        Assembly.GetEntryAssembly()?.GetName().Name is "GetDocument.Insider" or "dotnet-swagger" or "NSwag.AspNetCore.Launcher";
}
