using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>What a user who may see the inspector may do besides looking.</summary>
internal sealed class InspectorPermissions(IOptions<IllowInspectorOptions> options, IHostEnvironment? environment = null)
{
    /// <summary>Development also allows to clear the list, to download captures and to see signatures.</summary>
    internal bool IsDevelopment { get; } = environment?.IsDevelopment() ?? false;

    internal bool MayReplay => options.Value.AllowReplay ?? IsDevelopment;
}
