using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>Key providers and event resolvers come from the request's services, whatever lifetime they are registered with.</summary>
public sealed class KeyProviderLifetimeTests
{
    public static TheoryData<ServiceLifetime, string> Lifetimes =>
        new MatrixTheoryData<ServiceLifetime, string>(
            [ServiceLifetime.Singleton, ServiceLifetime.Scoped, ServiceLifetime.Transient],
            ["Production", "Development"]);

    [Theory]
    [MemberData(nameof(Lifetimes))]
    public async Task Provider_WhoseKeyChanged_BringsTheNewOne(ServiceLifetime lifetime, string environment)
    {
        var row = new Row { Key = TestKeys.A.ExportSubjectPublicKeyInfoPem() };
        await using var app = await StartAsync(lifetime, environment, row);
        await AssertStatusAsync(app, TestKeys.A, HttpStatusCode.OK);

        row.Key = TestKeys.B.ExportSubjectPublicKeyInfoPem();
        await AssertStatusAsync(app, TestKeys.A, lifetime == ServiceLifetime.Singleton ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        await AssertStatusAsync(app, TestKeys.B, lifetime == ServiceLifetime.Singleton ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public async Task Provider_OfConcurrentDeliveries_IsOneForEach(ServiceLifetime lifetime)
    {
        var row = new Row { Key = TestKeys.A.ExportSubjectPublicKeyInfoPem() };
        await using var app = await StartAsync(lifetime, "Production", row);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.SendAsync(Delivery.Fresh())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.DoesNotContain(app.OwnLines, line => line.Level >= LogLevel.Error);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Provider_Scoped_IsTheOneOfTheHandlersScopeAndIsDisposedOfWithIt()
    {
        var row = new Row { Key = TestKeys.A.ExportSubjectPublicKeyInfoPem() };
        await using var app = await WebhookApp.StartAsync(
            Plan(ServiceLifetime.Scoped, "Production", row) with
            {
                Map = e =>
                    e.MapIllowWebhook("a", (IllowEnvelope _, Context context, Notes notes) => notes.Add($"read {context.Reads} times")),
            });

        await AssertStatusAsync(app, TestKeys.A, HttpStatusCode.OK);
        await AssertStatusAsync(app, TestKeys.A, HttpStatusCode.OK);

        Assert.Equal(["read 1 times", "read 1 times"], app.Notes.Lines.Where(line => line.StartsWith("read", StringComparison.Ordinal)));
        Assert.Equal(2, row.Disposed);
    }

    [Theory]
    [MemberData(nameof(Lifetimes))]
    public async Task Resolver_OfAnyLifetime_IsOfTheRequest(ServiceLifetime lifetime, string environment)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Environment = environment,
                Host = ValidateScopes,
                Services = services =>
                {
                    services.AddSingleton(new Row());
                    AddWithContext<IIllowEventResolver, ScopedResolver>(services, lifetime);
                },
                Map = e => e.MapIllowWebhook("a", (IllowEnvelope _, Notes notes) => notes.Add("ran")),
            });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.SendAsync(Delivery.Fresh())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(20, app.Notes.Lines.Count);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Provider_ThatCanBeMadeOnlyWithinARequest_StartsAndServes()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = new Dictionary<string, string?>(),
                Host = ValidateScopes,
                Services = services =>
                    services
                        .AddHttpContextAccessor()
                        .AddScoped<IIllowKeyProvider>(p =>
                            p.GetRequiredService<Microsoft.AspNetCore.Http.IHttpContextAccessor>().HttpContext is null
                                ? throw new InvalidOperationException("outside a request")
                                : new ScopedProvider(new Context(new Row { Key = TestKeys.A.ExportSubjectPublicKeyInfoPem() }))),
                Map = e => e.MapIllowWebhook("a", (IllowEnvelope _, Notes notes) => notes.Add("ran")),
            });
        await AssertStatusAsync(app, TestKeys.A, HttpStatusCode.OK);
    }

    // What it needs is of the request, but for what is made once
    private static void AddWithContext<TService, TImplementation>(IServiceCollection services, ServiceLifetime lifetime)
    {
        var own = lifetime == ServiceLifetime.Singleton ? lifetime : ServiceLifetime.Scoped;
        services.Add(new ServiceDescriptor(typeof(Context), typeof(Context), own));
        services.Add(new ServiceDescriptor(typeof(TService), typeof(TImplementation), lifetime));
    }

    private static Task<WebhookApp> StartAsync(ServiceLifetime lifetime, string environment, Row row) =>
        WebhookApp.StartAsync(Plan(lifetime, environment, row));

    private static AppPlan Plan(ServiceLifetime lifetime, string environment, Row row) =>
        new()
        {
            Settings = new Dictionary<string, string?>(),
            Environment = environment,
            Host = ValidateScopes,
            Services = services =>
            {
                services.AddSingleton(row);
                AddWithContext<IIllowKeyProvider, ScopedProvider>(services, lifetime);
            },
            Map = e => e.MapIllowWebhook("a", (IllowEnvelope _, Notes notes) => notes.Add("ran")),
        };

    private static void ValidateScopes(WebApplicationBuilder builder) =>
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateScopes, options.ValidateOnBuild) = (true, true));

    private static async Task AssertStatusAsync(WebhookApp app, System.Security.Cryptography.RSA key, HttpStatusCode status)
    {
        using var answer = await app.SendAsync(Delivery.Fresh().By(key));
        Assert.Equal(status, answer.StatusCode);
    }

    /// <summary>A row of a database.</summary>
    private sealed class Row
    {
        private int _disposed;

        internal string? Key { get; set; }

        internal int Disposed => Volatile.Read(ref _disposed);

        internal void CountDisposal() => Interlocked.Increment(ref _disposed);
    }

    /// <summary>What a DbContext is: it remembers what it read, and takes one operation at a time.</summary>
    private sealed class Context(Row row) : IDisposable
    {
        private int _busy;
        private string? _read;

        internal int Reads { get; private set; }

        internal async Task<string> ReadAsync(bool shared)
        {
            if (Interlocked.Exchange(ref _busy, 1) == 1 && !shared)
            {
                throw new InvalidOperationException("A second operation was started on this context.");
            }

            await Task.Yield();
            Reads++;
            _read ??= row.Key ?? "none";
            Volatile.Write(ref _busy, 0);
            return _read;
        }

        public void Dispose() => row.CountDisposal();
    }

    private sealed class ScopedProvider(Context context) : IIllowKeyProvider
    {
        public async ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            [await context.ReadAsync(shared: false)];
    }

    private sealed class ScopedResolver(Context context) : IIllowEventResolver
    {
        public async ValueTask<string?> ResolveAsync(IllowEventContext resolving, CancellationToken cancellationToken)
        {
            // A singleton shares its context, as an application that registers one so wants it
            await context.ReadAsync(shared: true);
            return "a";
        }
    }
}
