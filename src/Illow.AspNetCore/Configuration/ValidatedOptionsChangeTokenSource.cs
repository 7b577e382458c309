using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Configuration;

/// <summary>Tells the application's IOptionsMonitor of a change once it passed the checks.</summary>
internal sealed class ValidatedOptionsChangeTokenSource : IOptionsChangeTokenSource<IllowWebhooksOptions>
{
    private ConfigurationReloadToken _next = new();

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => _next;

    internal void Signal() => Interlocked.Exchange(ref _next, new ConfigurationReloadToken()).OnReload();
}
