using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>Routing alone, to one of few and of many URLs: plain ones, and those that get a synthetic endpoint.</summary>
[MemoryDiagnoser]
public class RoutingBenchmarks
{
    private readonly InMemoryServer _plainServer = new();
    private readonly InMemoryServer _webhookServer = new();
    private readonly InMemoryRequest _request = new("POST", "/hooks/0", [], null);
    private WebApplication _plain = null!;
    private WebApplication _webhook = null!;

    [Params(1, 1_000)]
    public int Urls { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        _plain = await StartAsync(_plainServer, (app, url) => app.MapPost(url, () => TypedResults.Ok()));
        _webhook = await StartAsync(
            _webhookServer, (app, url) => app.MapPost(url, [IllowWebhook("dsr.created")] (IllowEnvelope e) => TypedResults.Ok()));
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _plain.StopAsync();
        await _webhook.StopAsync();
    }

    [Benchmark(Baseline = true)]
    public Task<int> Plain() => _request.SendAsync(_plainServer);

    [Benchmark]
    public Task<int> Webhook() => _request.SendAsync(_webhookServer);

    private async Task<WebApplication> StartAsync(InMemoryServer server, Action<WebApplication, string> map)
    {
        using var key = RSA.Create(2048);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("Illow:PublicKey", key.ExportSubjectPublicKeyInfoPem())]);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IServer>(server);
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        app.UseRouting();

        // Nothing behind routing is of interest here
        app.Use((HttpContext context, RequestDelegate _) => context.GetEndpoint() is null
            ? throw new InvalidOperationException("No endpoint was found.")
            : Task.CompletedTask);
        app.UseIllowWebhooks();
        for (var i = 0; i < Urls; i++)
        {
            map(app, FormattableString.Invariant($"/hooks/{i}"));
        }

        await app.StartAsync();
        return app;
    }
}
