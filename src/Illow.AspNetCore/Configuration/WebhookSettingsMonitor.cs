using Illow.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Holds the settings in force and replaces them when configuration or a key file changes. Settings that do not pass the checks
/// are logged and shown by the health check, and the last good ones stay. Thread-safe: a request reads <see cref="Current"/> once.
/// </summary>
/// <remarks>
/// IOptionsMonitor alone is not enough: after a bad reload it keeps serving the old value, logs nothing and raises no OnChange.
/// So the change tokens are watched here, and the options come from a factory of our own: it leaves the rules to the builder, which
/// also tells which key files to watch, and those of refused settings above all.
/// </remarks>
internal sealed class WebhookSettingsMonitor : IDisposable
{
    private readonly OptionsFactory<IllowWebhooksOptions> _factory;
    private readonly WebhookSettingsBuilder _builder;
    private readonly AcceptedChanges _accepted;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly KeyFileWatch _keyFiles;
    private readonly Lock _reloading = new();
    private volatile WebhookSettings _current;
    private volatile string? _reloadProblem;

    public WebhookSettingsMonitor(
        IEnumerable<IConfigureOptions<IllowWebhooksOptions>> setups,
        IEnumerable<IPostConfigureOptions<IllowWebhooksOptions>> postSetups,
        IEnumerable<IValidateOptions<IllowWebhooksOptions>> validations,
        IEnumerable<IOptionsChangeTokenSource<IllowWebhooksOptions>> changes,
        ConfigureIllowWebhooksOptions section,
        AcceptedChanges accepted,
        WebhookSettingsBuilder builder,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _factory = new OptionsFactory<IllowWebhooksOptions>(setups, postSetups, validations.Where(v => v is not IllowWebhooksOptionsValidator));
        _accepted = accepted;
        _builder = builder;
        _logger = loggers.CreateLogger(Log.Category);
        _keyFiles = new KeyFileWatch(time, Reload);
        try
        {
            _current = Build();
        }
        catch
        {
            _keyFiles.Dispose();
            throw;
        }

        _subscriptions.Add(ChangeToken.OnChange(section.GetReloadToken, Reload));
        foreach (var source in changes.Where(source => source != accepted))
        {
            _subscriptions.Add(ChangeToken.OnChange(source.GetChangeToken, Reload));
        }
    }

    internal WebhookSettings Current => _current;

    /// <summary>Why the last reload was not taken; null when the settings in force are the configured ones.</summary>
    internal string? ReloadProblem => _reloadProblem;

    public void Dispose()
    {
        _subscriptions.ForEach(s => s.Dispose());
        _keyFiles.Dispose();
    }

    private void Reload()
    {
        // Two sources may change at once; the later one must win with what is configured then
        lock (_reloading)
        {
            if (!TryReload())
            {
                return;
            }
        }

        _accepted.Signal();
    }

    private bool TryReload()
    {
        try
        {
            _current = Build();
            _reloadProblem = null;
            Log.SettingsReloaded(_logger, _current.Registrations.Length);
            return true;
        }
        catch (Exception exception)
        {
            // Only the validator's own sentences are known to hold no setting's text
            _reloadProblem = exception is OptionsValidationException validation ? validation.Message : exception.GetType().Name;
            Log.SettingsReloadRefused(_logger, _reloadProblem);
            return false;
        }
    }

    private WebhookSettings Build()
    {
        var options = _factory.Create(Options.DefaultName);
        var passed = _builder.TryBuild(options, out var settings, out var problems, out var keyFiles);
        _keyFiles.Watch(keyFiles);
        return passed ? settings! : throw new OptionsValidationException(Options.DefaultName, typeof(IllowWebhooksOptions), problems);
    }
}
