using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Illow.AspNetCore;

/// <summary>
/// The host that Microsoft.Extensions.ApiDescription.Server runs as part of a build, to write the application's API document.
/// </summary>
internal static class DocumentHost
{
    /// <summary>
    /// Whether this process is that host: it has no database and no server to look for, and the build takes what it prints for errors.
    /// </summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "Asked for its name alone.")]
    internal static bool IsThisProcess => Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";
}
