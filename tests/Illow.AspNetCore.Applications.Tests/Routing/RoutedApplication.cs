using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Illow.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>
/// An application on Kestrel whose own kind of routing a test brings along. Registrations: "a" delivers dsr.created of the company c1, "b"
/// both events, "open" any.
/// </summary>
internal sealed class RoutedApplication : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private readonly Dictionary<string, RSA> _keys = new[] { "a", "b", "open" }.ToDictionary(name => name, _ => RSA.Create(2048));

    internal RoutedApplication(Type[] controllers, Action<IServiceCollection, IMvcBuilder> addServices, Action<WebApplication> useAndMap)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(Warnings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Illow:MaxRequestBodySize"] = "4000",
            ["Illow:Webhooks:a:PublicKey"] = _keys["a"].ExportSubjectPublicKeyInfoPem(),
            ["Illow:Webhooks:a:Events"] = "dsr.created",
            ["Illow:Webhooks:a:CompanyId"] = "c1",
            ["Illow:Webhooks:b:PublicKey"] = _keys["b"].ExportSubjectPublicKeyInfoPem(),
            ["Illow:Webhooks:b:Events:0"] = "dsr.created",
            ["Illow:Webhooks:b:Events:1"] = "dsr.updated",
            ["Illow:Webhooks:open:PublicKey"] = _keys["open"].ExportSubjectPublicKeyInfoPem(),
        });
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(Meeting);
        builder.Services.AddSingleton<IIllowKeyProvider, Vault>();
        builder.Services.AddIllowWebhooks();
        addServices(builder.Services, builder.Services.AddControllers().ConfigureApplicationPartManager(parts =>
        {
            parts.ApplicationParts.Clear();
            parts.FeatureProviders.Add(new Only(controllers));
        }));
        _app = builder.Build();
        _app.UseExceptionHandler();
        _app.Use(ReadEarlyAsync);
        useAndMap(_app);
    }

    /// <summary>What the application logged as a warning or worse.</summary>
    internal WarningLog Warnings { get; } = new();

    internal Meeting Meeting { get; } = new();

    internal IServiceProvider Services => _app.Services;

    internal Task StartAsync() => _app.StartAsync();

    internal Task<HttpResponseMessage> SendAsync(
        string url, string idempotencyKey, string metadata = "{}", string key = "a", string company = "c1", string? @event = null) =>
        SendBodyAsync(
            url,
            $$"""{"companyId":"{{company}}","siteId":"s","idempotencyKey":"{{idempotencyKey}}","metadata":""" +
            $$"""{{metadata}}{{(@event is null ? "" : $",\"event\":\"{@event}\"")}}}""",
            key);

    internal async Task<HttpResponseMessage> SendBodyAsync(
        string url, string body, string key = "a", string contentType = "application/json", bool isForged = false, bool isReadEarly = false)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var signature = _keys[key].SignData(bytes, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
        signature[0] ^= isForged ? (byte)1 : (byte)0;
        using var request = new HttpRequestMessage(HttpMethod.Post, UriOf(url)) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation("illow-signature", Convert.ToBase64String(signature));
        if (isReadEarly)
        {
            request.Headers.Add("X-Read-Early", "1");
        }

        return await _client.SendAsync(request);
    }

    internal Task<HttpResponseMessage> PostUnsignedAsync(string url) =>
        _client.PostAsync(UriOf(url), new StringContent("{}", Encoding.UTF8, "application/json"));

    internal Task<HttpResponseMessage> GetAsync(string url) => _client.GetAsync(UriOf(url));

    /// <summary>A signed delivery runs this handler and no other, and an unsigned one runs none.</summary>
    internal async Task AssertRunsAloneAsync(string url, string handler)
    {
        using var response = await SendAsync(url, "k");
        using var unsigned = await PostUnsignedAsync(url);

        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Equal([handler + " k"], Meeting.Handled);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private Uri UriOf(string url) => new(new Uri(_app.Urls.First()), url);

    private static async Task ReadEarlyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.ContainsKey("X-Read-Early"))
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
        }

        await next(context);
    }

    internal static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode} instead of {status}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        Assert.EndsWith("#" + slug, problem.RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
    }

    private sealed class Only(Type[] controllers) : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) =>
            Array.ForEach(controllers, type => feature.Controllers.Add(System.Reflection.IntrospectionExtensions.GetTypeInfo(type)));
    }

    private sealed class Vault : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            webhook == "down" ? throw new TimeoutException("The vault does not answer.") : new((IReadOnlyCollection<string>?)null);
    }
}

/// <summary>What handlers did, and where one waits that was asked to.</summary>
internal sealed class Meeting
{
    internal System.Collections.Concurrent.ConcurrentQueue<string> Handled { get; } = new();

    internal TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The work of every handler: its metadata says how it ends.</summary>
    internal async Task HandleAsync(string handler, IllowEnvelope<DsrCreated> envelope)
    {
        if (envelope.Metadata.Id == "wait")
        {
            Entered.SetResult();
            await Leave.Task;
        }

        if (envelope.Metadata.Id == "throw")
        {
            throw new InvalidOperationException("The handler failed.");
        }

        Handled.Enqueue($"{handler} {envelope.IdempotencyKey}");
    }
}

internal sealed class WarningLog : ILoggerProvider, ILogger
{
    internal System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
