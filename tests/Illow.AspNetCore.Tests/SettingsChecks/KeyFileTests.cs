using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
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
        Assert.Contains("Illow:PublicKeyFile names a file of more than 65536 bytes", await RefusedKeyTests.AssertRefusedAsync(new() { ["Illow:PublicKeyFile"] = InFolder("key.pem") }), StringComparison.Ordinal);
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

    private static async Task AssertKeyAsync(WebhookApp app, bool a)
    {
        using var byA = await app.SendAsync(Delivery.Fresh());
        using var byB = await app.SendAsync(Delivery.Fresh() with { Key = TestKeys.B });
        Assert.Equal((a ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, a ? HttpStatusCode.Unauthorized : HttpStatusCode.OK), (byA.StatusCode, byB.StatusCode));
    }

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private Task<WebhookApp> StartAsync(string path, Func<AppPlan, AppPlan>? change = null)
    {
        var plan = KestrelReceiver.Plan with
        {
            Kestrel = false,
            Settings = new Dictionary<string, string?> { ["Illow:PublicKeyFile"] = path },
            Services = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time)),
        };
        return WebhookApp.StartAsync(change is null ? plan : change(plan));
    }
}
