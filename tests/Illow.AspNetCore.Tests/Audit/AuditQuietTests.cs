using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Audit;

/// <summary>An application that will work starts without a word of warning.</summary>
public sealed class AuditQuietTests
{
    private static Dictionary<string, string?> OneWebhook => WebhookApp.DefaultKey.With("Illow:Events", "a");

    private static Dictionary<string, string?> TwoWebhooks =>
        Settings.Of(("created", TestKeys.A, ["dsr.created"]), ("updated", TestKeys.B, ["dsr.updated"]));

    public static TheoryData<string> Applications => [.. Plans.Keys];

    private static Dictionary<string, AppPlan> Plans =>
        new()
        {
            ["one key, one event"] = new() { Settings = OneWebhook, Map = e => e.MapIllowWebhook("a", () => { }) },
            ["one key, one event and the rest"] = new()
            {
                Settings = OneWebhook,
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { });
                    e.MapIllowWebhook(() => { });
                },
            },
            ["one key, all events"] = new() { Map = e => e.MapIllowWebhook(() => { }) },
            ["one key, each event at a URL of its own"] = new()
            {
                Settings = Settings.Of(("both", TestKeys.A, ["a", "b"])),
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { }, "/1");
                    e.MapIllowWebhook("b", () => { }, "/2");
                },
            },
            ["two webhooks, one URL"] = new()
            {
                Settings = TwoWebhooks,
                Map = e =>
                {
                    e.MapIllowWebhook("dsr.created", () => { });
                    e.MapIllowWebhook("dsr.updated", () => { });
                },
            },
            ["two webhooks, two URLs"] = new()
            {
                Settings = TwoWebhooks,
                Map = e =>
                {
                    e.MapIllowWebhook("dsr.created", () => { }, "/1");
                    e.MapIllowWebhook("dsr.updated", () => { }, "/2");
                },
            },
            ["two webhooks, the rest"] = new() { Settings = TwoWebhooks, Map = e => e.MapIllowWebhook(() => { }) },
            ["one event, two webhooks told apart"] = new()
            {
                Settings = Settings.Of(("eu", TestKeys.A, ["a"]), ("us", TestKeys.B, ["a"])),
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { }, webhook: "EU");
                    e.MapIllowWebhook("a", () => { });
                },
            },
            ["webhook in the route"] = new()
            {
                Settings = TwoWebhooks,
                Map = e =>
                {
                    e.MapIllowWebhook("dsr.created", () => { }, "/hooks/{webhook}");
                    e.MapIllowWebhook("dsr.updated", () => { }, "/hooks/{webhook}");
                },
            },
            ["webhook in the route, keys from a vault"] = new()
            {
                Settings = OneWebhook,
                Services = s => s.AddSingleton<IIllowKeyProvider, NoKeys>(),
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { }, "/hooks/{webhook}");
                    e.MapIllowWebhook("a", () => { }, "/hooks/{webhook}", webhook: "acme");
                },
            },
            ["controller and minimal endpoint on one URL"] = new()
            {
                Settings = TwoWebhooks,
                Controllers = [typeof(CreatedController)],
                Map = e => e.MapIllowWebhook("dsr.updated", () => { }),
            },
            ["controller and minimal endpoint on one URL, antiforgery everywhere"] = new()
            {
                Settings = TwoWebhooks,
                Views = true,
                Mvc = o => o.Filters.Add(new AutoValidateAntiforgeryTokenAttribute()),
                Before = a => a.UseAntiforgery(),
                Services = s => s.AddAntiforgery(),
                Controllers = [typeof(CreatedController)],
                Map = e => e.MapIllowWebhook("dsr.updated", () => { }),
            },
            ["a resolver tells"] = new()
            {
                Services = s => s.AddScoped<IIllowEventResolver, AlwaysA>(),
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { });
                    e.MapIllowWebhook("b", () => { });
                },
            },
            ["authorization required of everything"] = new()
            {
                Settings = OneWebhook,
                Services = s =>
                {
                    s.AddAuthentication();
                    s.AddAuthorization(o => o.FallbackPolicy = o.DefaultPolicy);
                },
                Map = e =>
                {
                    var all = e.MapGroup("/all").RequireAuthorization();
                    all.MapIllowWebhook("a", () => { });
                    all.MapGet("/x", () => "x");
                },
            },
            ["a controller that demands users elsewhere"] = new()
            {
                Settings = OneWebhook,
                Services = s => s.AddAuthorization(),
                Controllers = [typeof(AuthorizedController)],
            },
            ["two hosts"] = new()
            {
                Settings = OneWebhook,
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { }).RequireHost("a.example");
                    e.MapIllowWebhook("a", () => { }).RequireHost("b.example");
                },
            },
            ["the form beside the webhook, on GET and elsewhere"] = new()
            {
                Settings = OneWebhook,
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { });
                    e.MapGet("/webhooks/illow", () => "x");
                    e.MapPost("/webhooks", () => "x");
                    e.MapFallback(() => "x");
                    e.MapPost("/{**rest}", () => "x");
                },
            },
            ["other URLs beside the webhook"] = new()
            {
                Settings = OneWebhook,
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { }, "/hooks/{id:int}").RequireHost("a.example:443", "*.b.example");
                    e.MapPost("/hooks/latest", () => "x");
                    e.MapPost("/hooks/{id:int}/again", () => "x");
                    e.MapPost("/hooks/{id:int}", () => "x").RequireHost("c.example");
                    e.MapPost("/hooks/{id:int}", () => "x").RequireHost("a.example:8443");
                    e.MapPost("/{**rest}", () => "x");
                    e.MapPost("/{a}/{b}", () => "x");
                    e.MapPut("/hooks/{id:int}", () => "x");
                },
            },
            ["one policy for both"] = new()
            {
                Settings = TwoWebhooks,
                Services = s => s.AddRateLimiter(_ => { }).AddCors(),
                Map = e =>
                {
                    var both = e.MapGroup("").RequireCors("p").RequireRateLimiting("p");
                    both.MapIllowWebhook("dsr.created", () => { });
                    both.MapIllowWebhook("dsr.updated", () => { });
                },
            },
        };

    [Theory]
    [MemberData(nameof(Applications))]
    public async Task Start_SoundApplication_WarnsOfNothing(string application)
    {
        await using var app = await WebhookApp.StartAsync(Plans[application]);

        Assert.Empty(app.AuditWarnings);
    }

    [Fact]
    public async Task Start_SoundApplicationInDevelopment_NothingComplains()
    {
        await using var app = await WebhookApp.StartAsync(Plans["one key, one event"] with { Environment = "Development" });

        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Start_BranchBuiltBeforeEndpointsAreMapped_WarnsOfNothing()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Before = a => a.MapWhen(c => c.Request.Path.StartsWithSegments("/x"), branch => branch.UseIllowWebhooks()),
                Settings = OneWebhook,
                Map = e => e.MapIllowWebhook("a", () => { }),
            });

        Assert.Empty(app.AuditWarnings);
    }

    private sealed class NoKeys : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            new((IReadOnlyCollection<string>?)null);
    }

    private sealed class AlwaysA : IIllowEventResolver
    {
        public ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken) => new("a");
    }

    public sealed class CreatedController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public void Created(IllowEnvelope e) => HttpContext.Items.Add(e, e);
    }

    [Authorize, Route("a")]
    public sealed class AuthorizedController : ControllerBase
    {
        [IllowWebhook("a")]
        public void Receive(IllowEnvelope e) => HttpContext.Items.Add(e, e);

        [HttpGet]
        public IActionResult Show() => Ok();
    }
}
