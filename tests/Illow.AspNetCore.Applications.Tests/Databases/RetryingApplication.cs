using Illow.Webhooks;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Applications.Tests.Databases;

/// <summary>
/// An application as many are: contexts from a pool, an execution strategy that retries, and a hosted service that migrates the database,
/// registered after the store.
/// </summary>
internal sealed class RetryingApplication : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, RSA> _keys = new[] { "a", "b", "open" }.ToDictionary(name => name, _ => RSA.Create(2048));

    internal RetryingApplication(string connection, bool transactional)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDbContextPool<ShopDb>(options => options
            .UseNpgsql(connection, npgsql => npgsql.EnableRetryOnFailure())
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)));
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks().AddIllowWebhooks();
        builder.Services.AddIllowWebhooks(Configure).AddEntityFrameworkStore<ShopDb>(options => options.Transactional = transactional);
        builder.Services.AddHostedService<Migrator>();
        _app = builder.Build();
        _app.UseExceptionHandler();
        _app.Use(ReadEarlyAsync);
        _app.UseIllowWebhooks();
        _app.MapIllowWebhook("dsr.created", OpenCaseAsync);
        _app.MapIllowWebhook("dsr.updated", (IllowEnvelope<Update> envelope) => Results.Ok(envelope.Metadata.Number));
        _app.MapIllowWebhook("dsr.created", () => Results.Ok(), "/shops/{webhook}/illow");
        _app.MapIllowWebhook("dsr.created", (IllowEnvelope _) => Results.Ok(), "/early");
        _app.MapHealthChecks("/health");
    }

    /// <summary>Set when a handler waits, for as long as <see cref="Leave"/> is not.</summary>
    internal TaskCompletionSource Entered { get; } = new();

    internal TaskCompletionSource Leave { get; } = new();

    internal HttpClient Client { get; } = new();

    internal Task StartAsync() => _app.StartAsync();

    internal async Task<HttpResponseMessage> SendAsync(
        string idempotencyKey,
        string metadata = "{}",
        string key = "a",
        string company = "c1",
        string path = "/webhooks/illow",
        string more = "") =>
        await SendBodyAsync(
            key,
            $$"""{"companyId":"{{company}}","siteId":"s","idempotencyKey":"{{idempotencyKey}}","metadata":{{metadata}}{{more}}}""",
            path);

    internal async Task<HttpResponseMessage> SendBodyAsync(
        string key, string body, string path = "/webhooks/illow", string contentType = "application/json", bool isForged = false)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var signature = _keys[key].SignData(bytes, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
        signature[0] ^= isForged ? (byte)1 : (byte)0;
        using var request = new HttpRequestMessage(HttpMethod.Post, UriOf(path)) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation("illow-signature", Convert.ToBase64String(signature));
        return await Client.SendAsync(request);
    }

    internal Uri UriOf(string path) => new(new Uri(_app.Urls.First()), path);

    internal async Task<int> CasesAsync(string name)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ShopDb>().Cases.CountAsync(opened => opened.Name == name);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private void Configure(IllowWebhooksOptions options)
    {
        IllowWebhookRegistrationOptions Of(string name, string[] events, string? company = null) =>
            new() { PublicKey = _keys[name].ExportSubjectPublicKeyInfoPem(), Events = [.. events], CompanyId = company };

        options.MaxRequestBodySize = 4096;
        options.Webhooks["a"] = Of("a", ["dsr.created"], company: "c1");
        options.Webhooks["b"] = Of("b", ["dsr.updated", "dsr.created"]);
        options.Webhooks["open"] = Of("open", []);
    }

    private static async Task ReadEarlyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/early")
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
        }

        await next(context);
    }

    private async Task<IResult> OpenCaseAsync(IllowEnvelope<DsrCreated> envelope, ShopDb db)
    {
        db.Cases.Add(new ShopDb.PrivacyCase { Name = envelope.IdempotencyKey });
        await db.SaveChangesAsync();
        switch (envelope.Metadata.Id)
        {
            case "throw":
                throw new InvalidTimeZoneException("The handler failed.");
            case "refuse":
                return Results.StatusCode(StatusCodes.Status507InsufficientStorage);
            case "wait":
                Entered.SetResult();
                await Leave.Task;
                break;
            case "commit fails":
                await db.Database.ExecuteSqlRawAsync("INSERT INTO child VALUES (-1)");
                break;
            case "claim lost":
                await db.Database.ExecuteSqlRawAsync("""UPDATE "IllowWebhookInbox" SET "ExpiresAt" = 0""");
                break;
        }

        return Results.Json(new { opened = envelope.IdempotencyKey }, statusCode: StatusCodes.Status201Created);
    }

    private sealed record Update(int Number);

    private sealed class Migrator(IServiceScopeFactory scopes) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ShopDb>().Database.MigrateAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
