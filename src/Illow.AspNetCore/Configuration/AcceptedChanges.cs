using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Tells IOptionsMonitor of a change once it passed the checks. Told of the configuration's own changes, the framework's monitor would
/// throw into whatever reloads the configuration, and raise no OnChange for a changed key file.
/// </summary>
internal sealed class AcceptedChanges : IOptionsChangeTokenSource<IllowWebhooksOptions>
{
    private ConfigurationReloadToken _next = new();

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => _next;

    internal void Signal() => Interlocked.Exchange(ref _next, new ConfigurationReloadToken()).OnReload();
}
