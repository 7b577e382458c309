using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>Whole requests through routing, the middleware and a minimal endpoint, without a network.</summary>
[MemoryDiagnoser]
public class PipelineBenchmarks
{
    private readonly InMemoryServer _server = new();
    private WebApplication _app = null!;
    private InMemoryRequest _accepted = null!;
    private InMemoryRequest _repeated = null!;
    private InMemoryRequest _unsigned = null!;
    private InMemoryRequest _forged = null!;
    private InMemoryRequest _other = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        using var key = RSA.Create(2048);
        var body = SignedBodies.Envelope("key-1");
        var signature = SignedBodies.Sign(key, body);
        _accepted = new InMemoryRequest("POST", "/accepted", body, signature);
        _repeated = new InMemoryRequest("POST", "/repeated", body, signature);
        _unsigned = new InMemoryRequest("POST", "/accepted", body, null);
        _forged = new InMemoryRequest("POST", "/accepted", body, SignedBodies.Forge(key));
        _other = new InMemoryRequest("GET", "/other", [], null);

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("Illow:PublicKey", key.ExportSubjectPublicKeyInfoPem())]);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IServer>(_server);
        builder.Services.AddIllowWebhooks();
        _app = builder.Build();
        _app.UseIllowWebhooks();
        _app.MapPost("/accepted", [IllowWebhook("dsr.created", Idempotent = false)] (IllowEnvelope<DsrCreated> e) => TypedResults.Ok());
        _app.MapPost("/repeated", [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> e) => TypedResults.Ok());
        _app.MapGet("/other", () => TypedResults.Ok());
        await _app.StartAsync();
        await _repeated.SendAsync(_server);
        if (await _accepted.SendAsync(_server) != 200
            || await _unsigned.SendAsync(_server) != 401
            || await _forged.SendAsync(_server) != 401)
        {
            throw new InvalidOperationException("The pipeline does not answer as expected.");
        }
    }

    [GlobalCleanup]
    public Task Cleanup() => _app.StopAsync();

    [Benchmark]
    public Task<int> Accepted() => _accepted.SendAsync(_server);

    [Benchmark]
    public Task<int> Repeated() => _repeated.SendAsync(_server);

    [Benchmark]
    public Task<int> RefusedBeforeRsa() => _unsigned.SendAsync(_server);

    [Benchmark]
    public Task<int> RefusedByRsa() => _forged.SendAsync(_server);

    [Benchmark]
    public Task<int> OtherEndpoint() => _other.SendAsync(_server);
}
