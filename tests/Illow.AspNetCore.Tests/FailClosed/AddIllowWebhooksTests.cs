using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Tests.FailClosed;

/// <summary>The overloads of AddIllowWebhooks, alone, together and twice: one section is bound once, and code has the last word.</summary>
public sealed class AddIllowWebhooksTests
{
    private static string KeyA => TestKeys.A.ExportSubjectPublicKeyInfoPem();

    private static string KeyB => TestKeys.B.ExportSubjectPublicKeyInfoPem();

    private static Dictionary<string, string?> WithLists => new()
    {
        ["Illow:PublicKeys:0"] = KeyA,
        ["Illow:Events:0"] = "a",
        ["Illow:Events:1"] = "b",
        ["Illow:Webhooks:eu:PublicKeys:0"] = KeyB,
        ["Illow:Webhooks:eu:Events:0"] = "a",
    };

    public static TheoryData<string> Ways =>
        ["twice", "with code twice", "with the section", "code and section", "section twice", "monitor"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Add_InAnyWay_ListsDoNotDouble(string way)
    {
        await using var app = await StartAsync(WithLists, (services, configuration) =>
        {
            var section = configuration.GetSection("Illow");
            switch (way)
            {
                case "with code twice":
                    services.AddIllowWebhooks(o => o.MinimumKeySize = 2048);
                    services.AddIllowWebhooks(o => o.MinimumKeySize = 2048);
                    break;
                case "with the section":
                    services.AddIllowWebhooks(section);
                    break;
                case "code and section":
                    services.AddIllowWebhooks(_ => { });
                    services.AddIllowWebhooks(section);
                    services.AddIllowWebhooks();
                    break;
                case "section twice":
                    services.AddIllowWebhooks(section);
                    services.AddIllowWebhooks(section);
                    break;
                default:
                    services.AddIllowWebhooks();
                    services.AddIllowWebhooks();
                    break;
            }
        });

        for (var i = 0; i < 2; i++)
        {
            var options = way == "monitor"
                ? app.Services.GetRequiredService<IOptionsMonitor<IllowWebhooksOptions>>().CurrentValue
                : app.Services.GetRequiredService<IOptionsFactory<IllowWebhooksOptions>>().Create(Options.DefaultName);
            Assert.Equal(["a", "b"], options.Events);
            Assert.Single(options.PublicKeys);
            Assert.Equal(["a"], options.Webhooks["eu"].Events);
            Assert.Single(options.Webhooks["EU"].PublicKeys);
        }
    }

    [Fact]
    public async Task Add_Twice_AnEventIsHandledOnceAndWarnedOfOnce()
    {
        await using var app = await StartAsync(WithLists, (services, _) => { services.AddIllowWebhooks(); services.AddIllowWebhooks(); });

        using var response = await app.SendAsync(Delivery.Fresh("a"));

        Assert.Equal(["ran"], app.Notes.Lines);
        Assert.Equal(app.Complaints.Distinct(), app.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Add_WithCode_CodeGoesAfterTheSection(bool configureFirst)
    {
        await using var app = await StartAsync(new Dictionary<string, string?> { ["Illow:PublicKey"] = KeyA }, (services, _) =>
        {
            if (configureFirst)
            {
                services.Configure<IllowWebhooksOptions>(o => o.PublicKey = KeyB);
                services.AddIllowWebhooks();
            }
            else
            {
                services.AddIllowWebhooks(o => o.PublicKey = KeyB);
            }
        });

        using var old = await app.SendAsync(Delivery.Fresh("a"));
        using var own = await app.SendAsync(Delivery.Fresh("a").By(TestKeys.B));

        await Problem.AssertAsync(old, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Equal(["ran"], app.Notes.Lines);
    }

    [Fact]
    public async Task Add_WithCodeAloneAndNoConfiguration_Works()
    {
        await using var app = await StartAsync([], (services, _) => services.AddIllowWebhooks(o =>
        {
            o.Path = "/in";
            o.Webhooks["one"] = new IllowWebhookRegistrationOptions { PublicKey = KeyA, Events = { "a" } };
        }));

        using var response = await app.SendAsync(Delivery.Fresh(), "/in");

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    [Fact]
    public async Task Add_WithASection_ThatSectionIsBoundInsteadOfIllow()
    {
        await using var app = await StartAsync(
            new Dictionary<string, string?>
            {
                ["Illow:PublicKey"] = KeyA,
                ["Illow:Path"] = "/illow",
                ["Privacy:Hooks:PublicKey"] = KeyB,
                ["Privacy:Hooks:Path"] = "/privacy",
            },
            (services, configuration) =>
            {
                services.AddIllowWebhooks();
                services.AddIllowWebhooks(configuration.GetSection("Privacy:Hooks"));
            });

        using var response = await app.SendAsync(Delivery.Fresh("a").By(TestKeys.B), "/privacy");
        using var old = await app.SendAsync(Delivery.Fresh("a"), "/illow");

        Assert.Equal(["ran"], app.Notes.Lines);
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
    }

    private static Task<WebhookApp> StartAsync(Dictionary<string, string?> settings, Action<IServiceCollection, IConfiguration> add) =>
        WebhookApp.StartAsync(new AppPlan
        {
            Settings = settings,
            AddWebhooks = false,
            Host = builder => add(builder.Services, builder.Configuration),
            Controllers = [typeof(AnyController)],
        });

    public sealed class AnyController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a")]
        public void Receive() => notes.Add("ran");
    }
}
