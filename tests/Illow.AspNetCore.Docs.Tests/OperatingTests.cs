using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>The series and labels of docs/operations/ exist when the program of docs/how-to/operating.md is scraped.</summary>
[Collection(nameof(OperatingTests))]
public sealed partial class OperatingTests
{
    private static readonly Markdown Page = Markdown.Load("docs/how-to/operating.md");

    [Theory]
    [InlineData("illow-alerts.yml")]
    [InlineData("illow-dashboard.json")]
    public async Task File_EverySeriesAndLabel_IsScraped(string file)
    {
        var text = Repository.Read("docs/operations/" + file);
        var export = Assert.Single(Page.Blocks, block => block.Language == "csharp").Code;
        await using var app = await RunningSnippet.StartAsync($"""
            using Illow.AspNetCore;
            using Illow.AspNetCore.Testing;
            using OpenTelemetry.Metrics;
            using OpenTelemetry.Trace;

            var builder = WebApplication.CreateBuilder(args);
            {export}
            builder.Services.AddIllowWebhooks();
            builder.Services.AddInMemoryIllowQueue();

            var app = builder.Build();
            app.MapPrometheusScrapingEndpoint();
            app.UseIllowWebhooks();
            app.MapIllowWebhook("dsr.created", (IllowEnvelope e) => Results.Ok());
            app.MapPost("/queued", [IllowWebhook("dsr.created", Queued = true)] (IllowEnvelope e) => Results.Ok());
            app.MapGet("/drain", (IllowInMemoryQueue queue) => queue.DrainAsync());
            app.Run();
            """);
        using var handled = await app.SendAsync(Delivery.Of());
        using var queued = await app.SendAsync(Delivery.Of(), "/queued");
        Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);
        using var refused = await app.SendAsync(Delivery.Of().Unsigned());

        // An outcome is counted when its answer has left, and the exporter keeps what it has said for a moment
        var scraped = string.Empty;
        await Eventually.HoldsAsync(async () =>
        {
            await app.GetAsync("/drain");
            scraped = await app.GetAsync("/metrics");
            return HasOne(scraped, "handled") && HasOne(scraped, "invalid-signature")
                && scraped.Contains("\nillow_webhook_queue_runs_total{", StringComparison.Ordinal);
        });

        var names = SeriesName().Matches(text).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches($"(?m)^{name}\\{{", scraped));
        var labels = Label().Matches(text).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(labels);
        Assert.All(labels, label => Assert.Contains(label + "=\"", scraped, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("illow-alerts.yml")]
    [InlineData("illow-dashboard.json")]
    public void File_EveryOutcome_IsDocumented(string file)
    {
        var text = Repository.Read("docs/operations/" + file).Replace("\\\"", "\"", StringComparison.Ordinal);
        var documented = Repository.Read("docs/diagnostics.md") + Repository.Read("docs/problems.md");

        var outcomes = Outcomes().Matches(text).SelectMany(match => match.Groups[1].Value.Split('|')).Distinct().ToList();

        Assert.Contains("handled", outcomes);
        Assert.All(outcomes, outcome => Assert.Matches($"`{outcome}`|## {outcome}", documented));
    }

    [Fact]
    public void Page_NamesEveryAlert()
    {
        var rules = Repository.Read("docs/operations/illow-alerts.yml");
        var page = Repository.Read("docs/operations/README.md");

        var alerts = Alert().Matches(rules).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"`{alert}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Dashboard_IsAGrafanaDashboard_WhoseLegendsAndPanelsAreThere()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("docs/operations/illow-dashboard.json"));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(panels, panel => Assert.NotEmpty(
            panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString())));
    }

    private static bool HasOne(string scraped, string outcome) =>
        Regex.IsMatch(scraped, $"(?m)^illow_webhook_requests_total\\{{[^}}]*illow_outcome=\"{outcome}\"[^}}]*\\}} 1$");

    [GeneratedRegex(@"\billow_webhook_\w+")]
    private static partial Regex SeriesName();

    [GeneratedRegex(@"\billow_(?!webhook_)\w+")]
    private static partial Regex Label();

    [GeneratedRegex(@"illow_outcome=~?""([^""]+)""")]
    private static partial Regex Outcomes();

    [GeneratedRegex(@"(?m)^\s+- alert: (\w+)$")]
    private static partial Regex Alert();
}

/// <summary>By themselves: OpenTelemetry takes a process's meters for one application's, which end with the first of them.</summary>
[CollectionDefinition(nameof(OperatingTests), DisableParallelization = true)]
public sealed class OperatingTestsAlone;
