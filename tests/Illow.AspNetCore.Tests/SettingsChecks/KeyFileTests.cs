using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>PublicKeyFile: where it is looked for, and how a change of it counts.</summary>
public sealed class KeyFileTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly string KeyA = TestKeys.A.ExportSubjectPublicKeyInfoPem();
    private static readonly string KeyB = TestKeys.B.ExportSubjectPublicKeyInfoPem();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Path_Relative_StartsAtTheContentRoot()
    {
        Directory.CreateDirectory(InFolder("keys"));
        await File.WriteAllTextAsync(InFolder("keys/eu.pem"), KeyA);
        await using var app = await StartAsync("keys/eu.pem", plan => plan with { ContentRoot = _folder.FullName });
        await AssertKeyAsync(app, a: true);
    }

    [Fact]
    public async Task File_TooLarge_IsRefused()
    {
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA + new string('\n', 65_536));
        Assert.Contains(
            "Illow:PublicKeyFile names a file of more than 65536 bytes",
            await RefusedKeyTests.AssertRefusedAsync(new() { ["Illow:PublicKeyFile"] = InFolder("key.pem") }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_Changed_CountsFromTheNextLook()
    {
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(InFolder("key.pem"));
        await AssertKeyAsync(app, a: true);
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyB);
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: false);
    }

    [Fact]
    public async Task File_ChangedInContentAlone_Counts()
    {
        // Keys are of one length, and images are built with one date for all files
        var date = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(KeyA.Length, KeyB.Length);
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        File.SetLastWriteTimeUtc(InFolder("key.pem"), date);
        await using var app = await StartAsync(InFolder("key.pem"));
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyB);
        File.SetLastWriteTimeUtc(InFolder("key.pem"), date);
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: false);
    }

    [Fact]
    public async Task Link_SwappedAsKubernetesDoes_Counts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need rights that Windows does not give by default");
        foreach (var (name, key) in (IEnumerable<(string, string)>)[("..1", KeyA), ("..2", KeyB)])
        {
            Directory.CreateDirectory(InFolder(name));
            await File.WriteAllTextAsync(InFolder(name + "/key.pem"), key);
        }

        File.CreateSymbolicLink(InFolder("..data"), "..1");
        File.CreateSymbolicLink(InFolder("key.pem"), "..data/key.pem");
        await using var app = await StartAsync(InFolder("key.pem"));
        await AssertKeyAsync(app, a: true);

        Directory.Delete(InFolder("..data"));
        File.CreateSymbolicLink(InFolder("..data"), "..2");
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: false);
    }

    [Fact]
    public async Task File_Spoilt_KeepsTheLastGoodKeyAndSaysSoOnce()
    {
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(InFolder("key.pem"));
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyB[..100]);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Tick);
        }

        await AssertKeyAsync(app, a: true);
        Assert.Single(app.OwnLogs, record => record.Level == LogLevel.Error);

        File.Delete(InFolder("key.pem"));
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: true);

        await File.WriteAllTextAsync(InFolder("key.pem"), KeyB);
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: false);
    }

    [Fact]
    public async Task File_NamedByAReloadBeforeItIsThere_CountsOnceItCame()
    {
        await File.WriteAllTextAsync(InFolder("old.pem"), KeyA);
        await using var app = await StartAsync(InFolder("old.pem"));
        app.Configuration["Illow:PublicKeyFile"] = InFolder("new.pem");
        app.Configuration.Reload();
        await AssertKeyAsync(app, a: true);

        await File.WriteAllTextAsync(InFolder("new.pem"), KeyB);
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: false);

        // The old file is nobody's any more
        await File.WriteAllTextAsync(InFolder("old.pem"), "spoilt");
        _time.Advance(Tick);
        Assert.Single(app.OwnLogs, record => record.Level == LogLevel.Error);
    }

    [Fact]
    public async Task File_ChangedUnderARealClock_CountsWithinSeconds()
    {
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(InFolder("key.pem"), plan => plan with { Services = null });
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyB);
        HttpStatusCode status = default;
        for (var i = 0; i < 100 && status != HttpStatusCode.OK; i++)
        {
            await Task.Delay(100);
            using var answer = await app.SendAsync(Delivery.Fresh() with { Key = TestKeys.B });
            status = answer.StatusCode;
        }

        await AssertKeyAsync(app, a: false);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("truncated")]
    [InlineData("removed")]
    [InlineData("a folder")]
    public async Task File_ThatIsNoLongerGood_IsReportedOnceAndTurnsHealthUnhealthy(string state)
    {
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(InFolder("key.pem"));
        Spoil(state);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Tick);
        }

        await AssertKeyAsync(app, a: true);
        var line = Assert.Single(app.OwnLogs, record => record.Level >= LogLevel.Error);
        Assert.Contains("Illow:PublicKeyFile ", line.Message, StringComparison.Ordinal);
        var health = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
    }

    [Fact]
    public async Task File_EmptiedWhileItsChangeIsTaken_KeepsTheProcessAlive()
    {
        // Whoever reads the file a second time for the same change finds it empty
        var calls = 0;
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(InFolder("key.pem"), more: services => services.PostConfigure<IllowWebhooksOptions>(_ =>
        {
            calls++;
            if (File.ReadAllText(InFolder("key.pem")) == KeyB && calls > 2)
            {
                File.WriteAllText(InFolder("key.pem"), string.Empty);
            }
        }));
        calls = 1;
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyB);
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: false);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task File_RewrittenAllTheTime_KeepsTheProcessAliveAndAGoodKeyInForce()
    {
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(InFolder("key.pem"));
        using var done = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                Spoil((string[])["good", "empty", "good", "truncated", "replaced", "removed", "a folder"], i);
            }
        });
        for (var i = 0; i < 3000; i++)
        {
            _time.Advance(Tick);
        }

        await done.CancelAsync();
        await writing;
        await AssertKeyAsync(app, a: true);

        Spoil("removed");
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyB);
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: false);
    }

    [Fact]
    public async Task Validator_OfTheApplicationFails_IsReportedOnceForOneChange()
    {
        var failing = false;
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(
            InFolder("key.pem"), more: services => services.AddOptions<IllowWebhooksOptions>().Validate(_ => !failing, "Not on a Friday."));
        failing = true;
        await AssertRefusedOnceAsync(app, "Not on a Friday.");
    }

    [Fact]
    public async Task Configure_OfTheApplicationThrows_IsReportedOnceForOneChange()
    {
        var failing = false;
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(InFolder("key.pem"), more: services => services.Configure<IllowWebhooksOptions>(_ =>
        {
            if (failing)
            {
                throw new TimeoutException();
            }
        }));
        failing = true;
        await AssertRefusedOnceAsync(app, "TimeoutException");
    }

    [Fact]
    public async Task Listener_Throws_IsReportedAndTheNewKeyCounts()
    {
        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        await using var app = await StartAsync(InFolder("key.pem"));
        var monitor = app.Services.GetRequiredService<IOptionsMonitor<IllowWebhooksOptions>>();
        using var listening = monitor.OnChange(_ => throw new InvalidOperationException("a listener's own fault"));

        await File.WriteAllTextAsync(InFolder("key.pem"), KeyB);
        _time.Advance(Tick);
        await AssertKeyAsync(app, a: false);
        Assert.Equal(7, Assert.Single(app.OwnLogs, record => record.Level == LogLevel.Error).Id.Id);

        await File.WriteAllTextAsync(InFolder("key.pem"), KeyA);
        app.Configuration.Reload();
        await AssertKeyAsync(app, a: true);
    }

    private async Task AssertRefusedOnceAsync(WebhookApp app, string said)
    {
        for (var change = 1; change <= 2; change++)
        {
            await File.WriteAllTextAsync(InFolder("key.pem"), change == 1 ? KeyB : "nonsense");
            for (var i = 0; i < 5; i++)
            {
                _time.Advance(Tick);
            }

            await AssertKeyAsync(app, a: true);
            var lines = app.OwnLogs.Where(record => record.Level == LogLevel.Error).ToList();
            Assert.Equal(change, lines.Count);
            Assert.Contains(said, lines[^1].Message, StringComparison.Ordinal);
        }
    }

    private void Spoil(string[] states, int turn) => Spoil(states[turn % states.Length]);

    private void Spoil(string state)
    {
        var path = InFolder("key.pem");
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        switch (state)
        {
            case "removed":
                File.Delete(path);
                break;
            case "a folder":
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
            case "replaced":
                File.WriteAllText(path + ".new", KeyA);
                File.Move(path + ".new", path, overwrite: true);
                break;
            default:
                File.WriteAllText(path, state switch { "good" => KeyA, "empty" => string.Empty, _ => KeyA[..100] });
                break;
        }
    }

    private static async Task AssertKeyAsync(WebhookApp app, bool a)
    {
        using var byA = await app.SendAsync(Delivery.Fresh());
        using var byB = await app.SendAsync(Delivery.Fresh() with { Key = TestKeys.B });
        Assert.Equal(
            (a ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, a ? HttpStatusCode.Unauthorized : HttpStatusCode.OK),
            (byA.StatusCode, byB.StatusCode));
    }

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private Task<WebhookApp> StartAsync(string path, Func<AppPlan, AppPlan>? change = null, Action<IServiceCollection>? more = null)
    {
        var plan = KestrelReceiver.Plan with
        {
            Kestrel = false,
            Settings = new Dictionary<string, string?> { ["Illow:PublicKeyFile"] = path },
            Services = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
                services.AddHealthChecks().AddIllowWebhooks();
                more?.Invoke(services);
            },
        };
        return WebhookApp.StartAsync(change is null ? plan : change(plan));
    }
}
