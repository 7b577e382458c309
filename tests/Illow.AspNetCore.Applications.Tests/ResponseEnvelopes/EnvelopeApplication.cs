using Illow.Webhooks;
using Illow.AspNetCore.Testing;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Applications.Tests.ResponseEnvelopes;

/// <summary>
/// An application of the kind that wraps every answer and swallows every exception: filters of all stages, a fallback policy, antiforgery
/// tokens everywhere, problem details, an exception handler.
/// </summary>
internal sealed class EnvelopeApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EnvelopeApplication(WebApplication app) => _app = app;

    internal IllowTestKey Key { get; private init; } = null!;

    internal HttpClient Client => field ??= _app.GetTestClient();

    internal Notes Notes => _app.Services.GetRequiredService<Notes>();

    internal Handling Handling => _app.Services.GetRequiredService<Handling>();

    internal static async Task<EnvelopeApplication> StartAsync()
    {
        var key = new IllowTestKey();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Illow:Webhooks:main:Events:0"] = "dsr.created",
            ["Illow:Webhooks:main:Events:1"] = "dsr.failing",
            ["Illow:Webhooks:main:Events:2"] = "dsr.strict",
            ["Illow:Webhooks:main:Events:3"] = "dsr.other",
            ["Illow:Webhooks:pinned:CompanyId"] = "the-company",
            ["Illow:MaxRequestBodySize"] = "4000",
        });
        ConfigureServices(builder.Services);
        builder.Services.UseIllowTestKey(key);
        var app = builder.Build();
        Configure(app);
        await app.StartAsync();
        return new EnvelopeApplication(app) { Key = key };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private static void ConfigureServices(IServiceCollection services)
    {
        services.AddRoutingCore();
        services.AddProblemDetails();
        services.AddSingleton<Notes>();
        services.AddSingleton<Handling>();
        services.AddSingleton<IIllowKeyProvider, Vault>();
        services.AddAuthentication(NobodyHandler.Scheme_)
            .AddScheme<AuthenticationSchemeOptions, NobodyHandler>(NobodyHandler.Scheme_, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddControllersWithViews(options =>
        {
            options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
            options.Filters.Add(new SwallowExceptions());
            options.Filters.Add(new SwallowInAction());
            options.Filters.Add(new SwallowInResource());
            options.Filters.Add(new WrapResults());
        }).OnlyControllers([typeof(EnvelopeController)]);
        services.AddIllowWebhooks();
    }

    private static void Configure(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseIllowWebhooks();
        app.MapControllers();
        var minimal = app.MapGroup("/minimal").AddEndpointFilter(EnvelopeEndpointFilter.InvokeAsync);
        minimal.MapIllowWebhook(
            "dsr.created",
            (IllowEnvelope<DsrCreated> delivery, Handling handling) => handling.HandleAsync(delivery),
            "");
        minimal.MapIllowWebhook("dsr.failing", (IllowEnvelope delivery, Handling handling) => handling.Fail(delivery), "");
        minimal.MapIllowWebhook("dsr.strict", (IllowEnvelope<Strict> delivery, Handling handling) => handling.HandleAsync(delivery), "");
        minimal.MapPost(
            "/pinned",
            [IllowWebhook(Webhook = "pinned")] (IllowEnvelope delivery, Handling handling) => handling.HandleAsync(delivery));
        minimal.MapIllowWebhook(
            "dsr.created",
            (IllowEnvelope delivery, Handling handling) => handling.HandleAsync(delivery),
            "/of/{webhook}");
    }

    private sealed class Vault : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            webhook == "vault" ? throw new TimeoutException("The vault does not answer.") : new((IReadOnlyCollection<string>?)null);
    }
}
