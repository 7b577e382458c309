using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>Answers as HashiCorp Vault's secrets engine "kv", version 2, does.</summary>
internal sealed class FakeVault : IAsyncDisposable
{
    internal const string Token = "token-of-the-test";

    private readonly WebApplication _app;

    private FakeVault(WebApplication app) => _app = app;

    internal ConcurrentDictionary<string, string> Keys { get; } = new();

    internal ConcurrentQueue<string> Asked { get; } = new();

    internal bool IsAway { get; set; }

    internal string Address => _app.Urls.Single();

    internal static async Task<FakeVault> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var vault = new FakeVault(app);
        app.MapGet("/v1/secret/data/{name}", vault.Answer);
        await app.StartAsync();
        return vault;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Answer(string name, HttpRequest request)
    {
        if (IsAway || request.Headers["X-Vault-Token"] != Token)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        Asked.Enqueue(name);
        return Keys.TryGetValue(name, out var key)
            ? Results.Json(new { data = new { data = new { key }, metadata = new { version = 1 } } })
            : Results.Json(new { errors = Array.Empty<string>() }, statusCode: StatusCodes.Status404NotFound);
    }
}
