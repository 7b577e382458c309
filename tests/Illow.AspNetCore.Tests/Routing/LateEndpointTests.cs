using System.Net;
using System.Reflection;
using Illow.AspNetCore.Testing;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>Controllers that come while the application runs, as a plug-in's do, are as good as the others.</summary>
public sealed class LateEndpointTests
{
    [Fact]
    public async Task Event_OfAUrlThatCameLate_IsToldByIt()
    {
        await using var app = await StartAsync();

        Plugin.Of(app).Load(typeof(LateController));
        using var unsigned = await app.SendAsync(Delivery.Of().Unsigned(), "/late");
        using var signed = await app.SendAsync(Delivery.Of(), "/late");

        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        Assert.Equal(["dsr.late"], app.Notes.Lines);
    }

    [Fact]
    public async Task Queued_HandlerThatCameLate_RunsFromTheQueue()
    {
        await using var app = await StartAsync();

        Plugin.Of(app).Load(typeof(LateQueuedController));
        using var queued = await app.SendAsync(Delivery.Of(more: ",\"event\":\"dsr.late\""), "/late");
        var run = Assert.Single(await app.Services.GetRequiredService<IllowInMemoryQueue>().DrainAsync());

        Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);
        Assert.Null(run.Exception);
        Assert.Equal(["dsr.late"], app.Notes.Lines);
    }

    [Fact]
    public async Task Audit_OfWhatCameLate_WarnsOfWhatIsNew()
    {
        await using var app = await StartAsync();
        var atStart = app.AuditWarnings;

        Plugin.Of(app).Load(typeof(LateController), typeof(LateQueuedController));
        using var answer = await app.SendAsync(Delivery.Of());

        var added = Assert.Single(app.AuditWarnings.Skip(atStart.Count));
        Assert.Contains("both take the event 'dsr.late' at /late", added, StringComparison.Ordinal);
    }

    private static Task<WebhookApp> StartAsync() => WebhookApp.StartAsync(new AppPlan
    {
        Settings = WebhookApp.DefaultKey.With("Illow:Events:0", "dsr.created").With("Illow:Events:1", "dsr.late"),
        Controllers = [typeof(EarlyController)],
        Services = services =>
        {
            var plugin = new Plugin();
            services.AddSingleton(plugin).AddSingleton<IActionDescriptorChangeProvider>(plugin).AddInMemoryIllowQueue();
            services.AddControllers().ConfigureApplicationPartManager(parts => parts.FeatureProviders.Add(plugin));
        },
    });

    private sealed class Plugin : IActionDescriptorChangeProvider, IApplicationFeatureProvider<ControllerFeature>
    {
        private ConfigurationReloadToken _change = new();
        private IReadOnlyList<Type> _controllers = [];

        internal static Plugin Of(WebhookApp app) => app.Services.GetRequiredService<Plugin>();

        internal void Load(params Type[] controllers)
        {
            _controllers = controllers;
            Interlocked.Exchange(ref _change, new ConfigurationReloadToken()).OnReload();
        }

        public IChangeToken GetChangeToken() => _change;

        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature)
        {
            foreach (var controller in _controllers)
            {
                feature.Controllers.Add(controller.GetTypeInfo());
            }
        }
    }

    public sealed class EarlyController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Receive() => Ok();
    }

    [Route("late")]
    public sealed class LateController(Notes notes) : ControllerBase
    {
        [IllowWebhook("dsr.late")]
        public void Receive(IllowEnvelope e) => notes.Add(e.Event);
    }

    [Route("late")]
    public sealed class LateQueuedController(Notes notes) : ControllerBase
    {
        [IllowWebhook("dsr.late", Queued = true)]
        public void Receive(IllowEnvelope e) => notes.Add(e.Event);
    }
}
