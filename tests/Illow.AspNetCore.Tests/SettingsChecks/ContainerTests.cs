using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>Containers that cannot say whether a service is registered, such as Unity.</summary>
public sealed class ContainerTests
{
    [Fact]
    public async Task Start_WithoutServiceQueries_Serves()
    {
        await using var app = await StartAsync(WebhookApp.DefaultKey);
        using var accepted = await app.SendAsync(Delivery.Fresh("dsr.created"));
        using var refused = await app.SendAsync(Delivery.Fresh("dsr.created").By(TestKeys.B));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (accepted.StatusCode, refused.StatusCode));
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton)]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public async Task Start_WithoutServiceQueries_FindsProviderAndResolver(ServiceLifetime lifetime)
    {
        await using var app = await StartAsync([], services =>
        {
            services.Add(new ServiceDescriptor(typeof(IIllowKeyProvider), typeof(KeyOfA), lifetime));
            services.Add(new ServiceDescriptor(typeof(IIllowEventResolver), typeof(AlwaysUpdated), lifetime));
        });
        using var accepted = await app.SendAsync(Delivery.Fresh("dsr.created"));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(["dsr.updated"], app.Notes.Lines);
    }

    [Fact]
    public async Task Start_WithoutServiceQueriesAndAProviderThatNeedsARequest_Serves()
    {
        await using var app = await StartAsync([], services =>
            services
                .AddHttpContextAccessor()
                .AddScoped<IIllowKeyProvider>(provider =>
                    provider.GetRequiredService<IHttpContextAccessor>().HttpContext is null
                        ? throw new InvalidOperationException("outside a request")
                        : new KeyOfA()));
        using var accepted = await app.SendAsync(Delivery.Fresh("dsr.created"));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    public async Task Start_WithoutServiceQueriesAndWithoutAKey_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartAsync([]));
        Assert.Contains("Illow:PublicKey is missing", exception.Message, StringComparison.Ordinal);
    }

    private static Task<WebhookApp> StartAsync(Dictionary<string, string?> settings, Action<IServiceCollection>? services = null) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = settings,
                Services = services,
                Host = builder => builder.Host.UseServiceProviderFactory(new ContainerWithoutServiceQueries()),
                Map = endpoints =>
                    endpoints.MapPost("/webhooks/illow", [IllowWebhook] (IllowEnvelope envelope, [FromServices] Notes notes) =>
                        notes.Add(envelope.Event)),
            });

    private sealed class KeyOfA : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            new([TestKeys.A.ExportSubjectPublicKeyInfoPem()]);
    }

    private sealed class AlwaysUpdated : IIllowEventResolver
    {
        public ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken) => new("dsr.updated");
    }
}
