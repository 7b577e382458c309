using FastEndpoints;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>
/// An endpoint under the idempotency of FastEndpoints, over ASP.NET Core's output cache in Redis. It answers a repetition from the cache;
/// it claims nothing, so that two instances may handle an event at once, and the answer may leave before it is in Redis.
/// </summary>
public sealed class IdempotentEndpoint(IdempotentEndpoint.Verifier verifier) : EndpointWithoutRequest
{
    internal static WebApplication Build(WebApplicationBuilder builder, string pem)
    {
        builder.Services.AddSingleton(new Verifier(new Floor(pem)));
        builder.Services.AddFastEndpoints(discovery => discovery.Assemblies = [typeof(IdempotentEndpoint).Assembly]);
        builder.Services.AddIdempotency();
        builder.Services.AddStackExchangeRedisOutputCache(redis =>
        {
            redis.Configuration = "127.0.0.1:" + StoreRivals.Setting("REDIS");
            redis.InstanceName = $"load-{Guid.NewGuid():N}:";
        });
        var app = builder.Build();
        app.UseOutputCache();
        app.UseFastEndpoints();
        return app;
    }

    public override void Configure()
    {
        Post(Rivals.Path);
        AllowAnonymous();
        Idempotency(options => options.CacheDuration = TimeSpan.FromDays(30));
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var request = HttpContext.Request;
        var body = await HandWritten.ReadAsync(request);
        await (verifier.Floor.Verifies(request, body) ? Send.OkAsync(cancellation: ct) : Send.UnauthorizedAsync(ct));
    }

    /// <summary>The check of the signature, as a service.</summary>
    public sealed class Verifier
    {
        internal Verifier(Floor floor) => Floor = floor;

        internal Floor Floor { get; }
    }
}
