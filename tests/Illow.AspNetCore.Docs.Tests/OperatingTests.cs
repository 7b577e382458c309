using System.Text.RegularExpressions;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>What docs/how-to/operating.md has Prometheus ask for is there to be scraped.</summary>
public sealed partial class OperatingTests
{
    private static readonly Markdown Page = Markdown.Load("docs/how-to/operating.md");

    private static string Alerts => Assert.Single(Page.Blocks, block => block.Language == "yaml").Code;

    [Fact]
    public async Task Alerts_EverySeries_IsScraped()
    {
        var export = Assert.Single(Page.Blocks, block => block.Language == "csharp").Code;
        await using var app = await RunningSnippet.StartAsync($"""
            using Illow.AspNetCore;
            using OpenTelemetry.Metrics;
            using OpenTelemetry.Trace;

            var builder = WebApplication.CreateBuilder(args);
            {export}
            builder.Services.AddIllowWebhooks();

            var app = builder.Build();
            app.MapPrometheusScrapingEndpoint();
            app.UseIllowWebhooks();
            app.MapIllowWebhook("dsr.created", (IllowEnvelope e) => Results.Ok());
            app.Run();
            """);
        using var handled = await app.SendAsync(Delivery.Of());
        using var refused = await app.SendAsync(Delivery.Of().Unsigned());

        // An outcome is counted when its answer has left, and the exporter keeps what it has said for a moment
        var scraped = string.Empty;
        await Eventually.HoldsAsync(async () =>
        {
            scraped = await app.GetAsync("/metrics");
            return HasOne(scraped, "handled") && HasOne(scraped, "invalid-signature");
        });

        var names = SeriesName().Matches(Alerts).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches($"(?m)^{name}\\{{", scraped));
        var labels = Label().Matches(Alerts).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(labels);
        Assert.All(labels, label => Assert.Contains(label + "=\"", scraped, StringComparison.Ordinal));
    }

    private static bool HasOne(string scraped, string outcome) => Regex.IsMatch(scraped, $"(?m)^illow_webhook_requests_total\\{{[^}}]*illow_outcome=\"{outcome}\"[^}}]*\\}} 1$");

    [GeneratedRegex(@"\billow_webhook_\w+")]
    private static partial Regex SeriesName();

    [GeneratedRegex(@"\billow_(outcome|event)\b")]
    private static partial Regex Label();
}
