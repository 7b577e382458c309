using System.Security.Cryptography;
using Illow.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Holds the settings in force and replaces them when configuration or a key file changes. Settings that do not pass the checks
/// are logged and shown by the health check, and the last good ones stay. Thread-safe: a request reads <see cref="Current"/> once.
/// </summary>
/// <remarks>
/// IOptionsMonitor alone is not enough: after a bad reload it keeps serving the old value, logs nothing and raises no OnChange. So the
/// change tokens are watched here, and this is the application's options factory too: whoever asks for the options gets those in force,
/// and nothing is read or checked a second time.
/// </remarks>
internal sealed class WebhookSettingsMonitor : IOptionsFactory<IllowWebhooksOptions>, IDisposable
{
    private readonly OptionsFactory<IllowWebhooksOptions> _binder;
    private readonly ConfigureIllowWebhooksOptions _section;
    private readonly IValidateOptions<IllowWebhooksOptions>[] _validations;
    private readonly PublicKeyCache _keys;
    private readonly bool _hasKeyProvider;
    private readonly string _contentRoot;
    private readonly ValidatedOptionsChangeTokenSource _validated;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly KeyFileWatch _keyFiles;
    private readonly Lock _reloading = new();
    private volatile WebhookSettings _current;
    private volatile string? _reloadProblem;
    private IReadOnlyList<string> _misspellings = [];

    public WebhookSettingsMonitor(
        IEnumerable<IConfigureOptions<IllowWebhooksOptions>> setups,
        IEnumerable<IPostConfigureOptions<IllowWebhooksOptions>> postSetups,
        IEnumerable<IValidateOptions<IllowWebhooksOptions>> validations,
        IEnumerable<IOptionsChangeTokenSource<IllowWebhooksOptions>> changes,
        ConfigureIllowWebhooksOptions section,
        ValidatedOptionsChangeTokenSource validated,
        PublicKeyCache keys,
        IServiceProvider services,
        TimeProvider time,
        ILoggerFactory loggers,
        IHostEnvironment? environment = null)
    {
        _binder = new OptionsFactory<IllowWebhooksOptions>(setups, postSetups);
        _section = section;
        _validations = [.. validations];
        _validated = validated;
        _keys = keys;
        _hasKeyProvider = services.HasService<IIllowKeyProvider>();
        _contentRoot = environment?.ContentRootPath ?? Directory.GetCurrentDirectory();
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
        foreach (var source in changes.Where(source => source != validated && source.Name is null or ""))
        {
            _subscriptions.Add(ChangeToken.OnChange(source.GetChangeToken, Reload));
        }
    }

    internal WebhookSettings Current => _current;

    /// <summary>Why the last reload was not taken; null when the settings in force are the configured ones.</summary>
    internal string? ReloadProblem => _reloadProblem;

    /// <summary>The options in force; options of another name are only bound.</summary>
    IllowWebhooksOptions IOptionsFactory<IllowWebhooksOptions>.Create(string name) =>
        name == Options.DefaultName ? _current.Options : _binder.Create(name);

    public void Dispose()
    {
        _subscriptions.ForEach(s => s.Dispose());
        _keyFiles.Dispose();
    }

    // Runs on the thread of a timer or of whatever reloads the configuration, where an exception would end the process
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

        try
        {
            _validated.Signal();
        }
        catch (Exception exception)
        {
            Log.ChangeListenerFailed(_logger, exception);
        }
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
        var options = _binder.Create(Options.DefaultName);
        var builder = new WebhookSettingsBuilder(options, _keys, _hasKeyProvider, _contentRoot);
        var settings = builder.Build();
        var problems = builder.Problems;
        _keyFiles.Watch(builder.KeyFiles);
        foreach (var validation in _validations)
        {
            if (validation.Validate(Options.DefaultName, options) is { Failed: true, Failures: var failures })
            {
                problems.AddRange(failures);
            }
        }

        var misspellings = _section.FindMisspellings();
        if (problems.Count == 0)
        {
            foreach (var misspelling in misspellings.Except(_misspellings))
            {
                Log.MisspelledSetting(_logger, misspelling);
            }

            _misspellings = misspellings;
            return settings!;
        }

        problems.AddRange(misspellings);
        var exception = new OptionsValidationException(Options.DefaultName, typeof(IllowWebhooksOptions), problems);
        if (!DocumentHost.IsThisProcess)
        {
            throw exception;
        }

        Log.NoSettingsForDocuments(_logger, exception.Message);
        return new WebhookSettings(options, HashAlgorithmName.SHA1, []);
    }
}

/// <summary>Tells the application's IOptionsMonitor of a change once it passed the checks.</summary>
internal sealed class ValidatedOptionsChangeTokenSource : IOptionsChangeTokenSource<IllowWebhooksOptions>
{
    private ConfigurationReloadToken _next = new();

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => _next;

    internal void Signal() => Interlocked.Exchange(ref _next, new ConfigurationReloadToken()).OnReload();
}
