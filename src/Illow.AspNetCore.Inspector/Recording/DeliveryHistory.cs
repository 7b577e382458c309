using System.Text.Json;
using Illow.AspNetCore.Inspector.Access;
using Illow.AspNetCore.Inspector.Api;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>
/// Keeps the newest deliveries in a file while the application is developed, so that the list survives a restart. Of the headers it
/// keeps the signature and those that the page shows with their values, so no credentials are written.
/// </summary>
internal sealed class DeliveryHistory(
    DeliveryLog log,
    TraceRecorder recorder,
    InspectorPermissions permissions,
    IOptions<IllowInspectorOptions> options,
    IHostEnvironment environment,
    DeliveryHistory.SignatureHeader signatureHeader,
    TimeProvider time,
    ILoggerFactory loggers,
    IServer? server = null) : BackgroundService
{
    internal const string DefaultName = "illow-inspector.json";

    private const int MostDeliveries = 200;
    private const long MostMemory = 4 * 1024 * 1024;

    /// <summary>Deliveries that arrive within this time are written together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    /// <summary>The name of the header, once the settings have been validated; null in an application without webhooks.</summary>
    internal delegate string? SignatureHeader();

    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly string? _path = PathOf(options.Value.HistoryFile, environment, server);
    private readonly Lock _writing = new();
    private string _signatureHeader = string.Empty;
    private volatile bool _isLoaded;
    private long _saved;
    private bool _failed;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_path is null || !permissions.IsDevelopment || signatureHeader() is not { } header)
        {
            return Task.CompletedTask;
        }

        _signatureHeader = header;
        Load();
        _saved = log.Since(0).Change;
        _isLoaded = true;
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Writes what came last: a host that is disposed of need not have been stopped.</summary>
    public override void Dispose()
    {
        base.Dispose();
        if (_isLoaded)
        {
            Save();
            _isLoaded = false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await log.WaitAsync(_saved).WaitAsync(stoppingToken);
            await Task.Delay(Gather, time, stoppingToken);
            Save();
        }
    }

    private static string? PathOf(string? setting, IHostEnvironment environment, IServer? server)
    {
        if (setting is not null)
        {
            return setting.Length == 0 ? null : Path.Combine(environment.ContentRootPath, setting);
        }

        // Not for test hosts, and only where an application runs from its project: obj is not committed and easily removed
        var folder = Path.Combine(environment.ContentRootPath, "obj");
        return server is not null && server.GetType().Name != "TestServer" && Directory.Exists(folder)
            ? Path.Combine(folder, DefaultName)
            : null;
    }

    private void Load()
    {
        try
        {
            if (!File.Exists(_path))
            {
                return;
            }

            using var file = File.OpenRead(_path!);
            var entries = JsonSerializer.Deserialize(file, InspectorJsonContext.Default.ListHistoryEntry) ?? [];
            log.Restore(entries.Where(entry => entry is { IsComplete: true }).Select(entry => entry.ToRecord()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.HistoryNotRead(_logger, _path!, exception);
        }
    }

    private void Save()
    {
        lock (_writing)
        {
            var page = log.Since(0);
            _saved = page.Change;
            if (recorder.IsEnabled && _isLoaded)
            {
                Write(page.Records);
            }
        }
    }

    private void Write(IReadOnlyList<DeliveryRecord> records)
    {
        try
        {
            // Beside the file and then in its place: a process that is killed leaves the old file or the new one
            var part = _path + ".new";
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            using (var file = new FileStream(part, Private))
            {
                JsonSerializer.Serialize(file, Newest(records), InspectorJsonContext.Default.ListHistoryEntry);
            }

            File.Move(part, _path!, overwrite: true);
            _failed = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
            {
                Log.HistoryNotWritten(_logger, _path!, exception);
            }

            _failed = true;
        }
    }

    private static FileStreamOptions Private
    {
        get
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return options;
        }
    }

    private List<HistoryEntry> Newest(IReadOnlyList<DeliveryRecord> records)
    {
        var memory = 0L;
        var entries = records.Reverse()
            .Take(MostDeliveries)
            .TakeWhile(record => (memory += record.Size) <= MostMemory)
            .Select(record => HistoryEntry.Of(record, _signatureHeader))
            .ToList();
        entries.Reverse();
        return entries;
    }
}

/// <summary>A delivery as the file holds it.</summary>
internal sealed record HistoryEntry(DeliveryRecord Delivery, InspectedRequest Request, EnvelopeIds? Envelope)
{
    /// <summary>False for what another version of the package wrote.</summary>
    internal bool IsComplete => this is
    {
        Delivery: { Url: not null, Outcome: not null },
        Request: { Method: not null, Scheme: not null, Host: not null, Path: not null, Query: not null, Headers: not null },
    };

    internal static HistoryEntry Of(DeliveryRecord record, string signatureHeader) => new(
        record,
        record.Request with
        {
            // A query often carries a token
            Query = string.Empty,
            Headers = [.. record.Request.Headers.Where(header => ShownHeader.MayKeep(header.Key, signatureHeader))],
        },
        record.Envelope);

    internal DeliveryRecord ToRecord() => Delivery with { Request = Request, Envelope = Envelope };
}
