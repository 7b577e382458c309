using System.Net;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>How settings come in: sections, environment variables, lists, code.</summary>
public sealed class BindingTests
{
    private static readonly string KeyA = TestKeys.A.ExportSubjectPublicKeyInfoPem();
    private static readonly string KeyB = TestKeys.B.ExportSubjectPublicKeyInfoPem();

    [Fact]
    public async Task Names_InAnotherCase_AreTheSame()
    {
        await using var app = await StartAsync(
            new()
            {
                ["ILLOW:WEBHOOKS:EU:PUBLICKEY"] = KeyA,
                ["illow:webhooks:eu:events"] = "dsr.created",
                ["Illow:maxrequestbodysize"] = "2000",
                ["illow:UNHANDLEDEVENTS"] = "ACKNOWLEDGE",
            });
        var settings = Settings(app);
        Assert.Equal("dsr.created", Assert.Single(Assert.Single(settings.Registrations).Events));
        Assert.Equal(2000, settings.Options.MaxRequestBodySize);
        Assert.Equal(IllowUnhandledEvents.Acknowledge, settings.Options.UnhandledEvents);
        Assert.Same(settings.ByName["eu"], settings.ByName["Eu"]);
    }

    [Fact]
    public async Task EnvironmentVariables_OverrideAndMerge()
    {
        var prefix = "ILLOWTEST" + Guid.NewGuid().ToString("N") + "_";
        string[] names = ["ILLOW__WEBHOOKS__EU__PUBLICKEY", "Illow__Webhooks__eu__Events__0", "ILLOW__MAXREQUESTBODYSIZE"];
        string[] values = [KeyB.ReplaceLineEndings("\\n"), "dsr.updated", "1234"];
        try
        {
            for (var i = 0; i < names.Length; i++)
            {
                Environment.SetEnvironmentVariable(prefix + names[i], values[i]);
            }

            await using var app = await StartAsync(
                new() { ["Illow:Webhooks:eu:PublicKey"] = KeyA, ["Illow:Webhooks:eu:Events:0"] = "dsr.created" },
                plan => plan with { Host = builder => builder.Configuration.AddEnvironmentVariables(prefix) });
            var registration = Assert.Single(Settings(app).Registrations);
            Assert.Equal(["dsr.updated"], registration.Events);
            Assert.Equal(1234, Settings(app).Options.MaxRequestBodySize);
            using var answer = await app.SendAsync(Delivery.Fresh() with { Key = TestKeys.B }, "/any");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(prefix + name, null));
        }
    }

    [Fact]
    public async Task Lists_GivenAsOneText_HaveOneItem()
    {
        await using var app = await StartAsync(
            new()
            {
                ["Illow:PublicKeys"] = KeyA,
                ["Illow:Events"] = "dsr.created",
                ["Illow:Webhooks:eu:PublicKeys"] = KeyB,
                ["Illow:Webhooks:eu:Events"] = "dsr.updated",
            });
        var (first, second) = (Settings(app).Registrations[0], Settings(app).Registrations[1]);
        Assert.Equal(("default", "eu"), (first.Name, second.Name));
        Assert.Equal(["dsr.created"], first.Events);
        Assert.Equal(["dsr.updated"], second.Events);
        Assert.Single(first.Keys);
        Assert.Single(second.Keys);
    }

    [Fact]
    public async Task AddIllowWebhooks_CalledTwice_DoublesNoList()
    {
        await using var app = await StartAsync(new() { ["Illow:PublicKey"] = KeyA, ["Illow:Events:0"] = "dsr.created" }, plan =>
            plan with
            {
                Services = services => services.AddIllowWebhooks().Services.AddIllowWebhooks(),
            });
        var registration = Assert.Single(Settings(app).Registrations);
        Assert.Equal(["dsr.created"], registration.Events);
        Assert.Single(registration.Keys);
    }

    [Fact]
    public async Task AddIllowWebhooks_WithCode_ChangesWhatWasBound()
    {
        await using var app = await StartAsync(new() { ["Illow:PublicKey"] = KeyA, ["Illow:MaxRequestBodySize"] = "2000" }, plan =>
            plan with
            {
                AddWebhooks = false,
                Services = services =>
                    services.AddIllowWebhooks(options =>
                    {
                        Assert.Equal(2000, options.MaxRequestBodySize);
                        options.MaxRequestBodySize++;
                        options.Events.Add("dsr.created");
                    }),
            });
        Assert.Equal(2001, Settings(app).Options.MaxRequestBodySize);
        Assert.Equal(["dsr.created"], Assert.Single(Settings(app).Registrations).Events);
    }

    [Fact]
    public async Task AddIllowWebhooks_WithASection_BindsThatAlone()
    {
        await using var app = await StartAsync(new() { ["Illow:PublicKey"] = "nonsense", ["Other:Place:PublicKey"] = KeyB }, plan =>
            plan with
            {
                AddWebhooks = false,
                Host = builder => builder.Services.AddIllowWebhooks(builder.Configuration.GetSection("Other:Place")),
            });
        using var answer = await app.SendAsync(Delivery.Fresh() with { Key = TestKeys.B }, "/any");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Configure_ByTheApplication_CountsWhereverItStands()
    {
        await using var app = await StartAsync(new() { ["Illow:PublicKey"] = KeyA }, plan => plan with { AddWebhooks = false, Services =
                    services =>
                    {
                        services.Configure<IllowWebhooksOptions>(options => options.MaxRequestBodySize = 77);
                        services.AddIllowWebhooks();
                        services.PostConfigure<IllowWebhooksOptions>(options => options.MinimumKeySize = 1024);
                    } });
        Assert.Equal((77, 1024), (Settings(app).Options.MaxRequestBodySize, Settings(app).Options.MinimumKeySize));
    }

    [Fact]
    public async Task OptionsMonitor_OfTheApplication_HearsOfGoodChangesAlone()
    {
        await using var app = await StartAsync(new() { ["Illow:PublicKey"] = KeyA });
        var monitor = app.Services.GetRequiredService<IOptionsMonitor<IllowWebhooksOptions>>();
        var heard = new List<int>();
        using var listening = monitor.OnChange(options => heard.Add(options.MaxRequestBodySize));
        ReloadTests.Reload(app, ("Illow:MaxRequestBodySize", "5"));
        ReloadTests.Reload(app, ("Illow:MaxRequestBodySize", "0"));
        Assert.Equal(5, monitor.CurrentValue.MaxRequestBodySize);
        ReloadTests.Reload(app, ("Illow:MaxRequestBodySize", "6"));
        Assert.Equal([5, 6], heard);
    }

    [Fact]
    public async Task Validate_ByTheApplication_StopsTheStartToo()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            StartAsync(new() { ["Illow:PublicKey"] = KeyA }, plan =>
                plan with
                {
                    Services = services =>
                        services
                            .AddOptions<IllowWebhooksOptions>()
                            .Validate(options => options.CompanyId is not null, "Our house rule: always pin."),
                }));
        Assert.Contains("Our house rule", exception.Message, StringComparison.Ordinal);
    }

    private static WebhookSettings Settings(WebhookApp app) => app.Services.GetRequiredService<WebhookSettingsMonitor>().Current;

    private static Task<WebhookApp> StartAsync(Dictionary<string, string?> settings, Func<AppPlan, AppPlan>? change = null)
    {
        var plan = new AppPlan
        {
            Settings = settings,
            Map = endpoints => endpoints.MapPost("/any", [IllowWebhook("dsr.updated")] (IllowEnvelope e) => Results.Ok()),
        };
        return WebhookApp.StartAsync(change is null ? plan : change(plan));
    }
}
