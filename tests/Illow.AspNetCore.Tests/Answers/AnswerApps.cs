using System.Collections.Concurrent;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Answers;

/// <summary>The applications of a class, each started once.</summary>
public sealed class AnswerApps : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(string, string), Task<WebhookApp>> _apps = new();

    internal Task<WebhookApp> GetAsync(string application, string environment = "Production") =>
        _apps.GetOrAdd((application, environment), key =>
            WebhookApp.StartAsync(ProblemDetailsTests.With(key.Item1) with { Environment = key.Item2 }));

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps.Values)
        {
            await (await app).DisposeAsync();
        }
    }
}
