using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>What the middleware costs a request to any other endpoint of the application: load tools cannot resolve it.</summary>
[MemoryDiagnoser]
public class PassThroughBenchmarks
{
    private readonly DefaultHttpContext _context = new();
    private RequestDelegate _with = null!;
    private RequestDelegate _without = null!;

    [GlobalSetup]
    public void Setup()
    {
        using var key = RSA.Create(2048);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("Illow:PublicKey", key.ExportSubjectPublicKeyInfoPem())]);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IServer>(new InMemoryServer());
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        _without = Pipeline(app.Services, _ => { });
        _with = Pipeline(app.Services, pipeline => pipeline.UseIllowWebhooks());
        _context.SetEndpoint(new Endpoint(_ => Task.CompletedTask, new EndpointMetadataCollection(new object()), "other"));
    }

    [Benchmark(Baseline = true)]
    public Task Without() => _without(_context);

    [Benchmark]
    public Task With() => _with(_context);

    private static RequestDelegate Pipeline(IServiceProvider services, Action<IApplicationBuilder> use)
    {
        var pipeline = new ApplicationBuilder(services);
        use(pipeline);
        pipeline.Run(_ => Task.CompletedTask);
        return pipeline.Build();
    }
}
