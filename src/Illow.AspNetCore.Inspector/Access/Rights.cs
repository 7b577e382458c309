using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>What whoever may look in may do besides looking.</summary>
internal sealed class Rights(IOptions<IllowInspectorOptions> options, IHostEnvironment? environment = null)
{
    internal bool MayReplay { get; } = options.Value.AllowReplay ?? environment?.IsDevelopment() ?? false;
}
