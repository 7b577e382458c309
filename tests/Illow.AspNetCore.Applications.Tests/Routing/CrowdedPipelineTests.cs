using System.Threading.RateLimiting;
using Illow.Webhooks;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Rewrite;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>An application that has about every middleware of ASP.NET Core, before the receiver or behind it.</summary>
public sealed class CrowdedPipelineTests : RoutedApplicationTests
{
    protected override string Url => "/base/hook";

    protected override string UrlOf(string webhook) => $"/base/of/{webhook}";

    internal override RoutedApplication Create() => new([], (services, _) => AddServices(services), Use);

    private static void AddServices(IServiceCollection services)
    {
        services.AddHttpLogging(options => options.LoggingFields = HttpLoggingFields.All);
        services.AddResponseCompression(options => options.EnableForHttps = true).AddRequestDecompression();
        services.AddDistributedMemoryCache().AddSession().AddResponseCaching().AddAntiforgery();
        services.AddOutputCache(options => options.AddBasePolicy(policy => policy.AddPolicy<CachePost>(), excludeDefaultPolicy: true));
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromMinutes(5) });
        services.AddRateLimiter(options => options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetConcurrencyLimiter(context.Request.Path.Value!, _ => new() { PermitLimit = 1000 })));
        services.AddCors(options => options.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader()));
        services.AddAuthentication();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private static void Use(WebApplication app)
    {
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
        app.UseHttpLogging().UseHostFiltering().UseHsts().UsePathBase("/base")
            .UseStatusCodePagesWithReExecute("/sorry").UseResponseCompression();
        app.UseRewriter(new RewriteOptions().AddRewrite("^old-hook$", "hook", skipRemainingRules: true));
        app.UseRouting().UseRequestDecompression().UseRequestLocalization().UseCors().UseCookiePolicy().UseSession();
        app.UseAuthentication().UseAuthorization().UseAntiforgery().UseRateLimiter().UseRequestTimeouts()
            .UseResponseCaching().UseOutputCache();
        app.UseWebSockets();
        app.UseIllowWebhooks();
        app.UseAntiforgery().UseResponseCompression().UseStatusCodePages().UseRouting();

        app.MapFallback("/sorry", () => Results.Ok("sorry")).AllowAnonymous();
        foreach (var group in new[] { app.MapGroup("/hook"), app.MapGroup("/of/{webhook}") })
        {
            Map(group.RequireAuthorization().WithMetadata(new RequireAntiforgeryTokenAttribute()));
        }
    }

    private static void Map(RouteGroupBuilder group)
    {
        group.MapIllowWebhook("dsr.created", async (IllowEnvelope<DsrCreated> envelope, Meeting meeting, HttpContext context) =>
        {
            await meeting.HandleAsync("crowded", envelope);
            context.Session.SetString("handled", envelope.IdempotencyKey);
            return Results.Created(context.Request.Path, envelope.IdempotencyKey);
        }, "");
        group.MapIllowWebhook("dsr.updated", (IllowEnvelope<Update> _) => Results.Ok(), "");
    }

    private sealed class CachePost : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage) = (true, true, true);
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
