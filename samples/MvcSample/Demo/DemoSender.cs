using System.Security.Cryptography;
using Illow.AspNetCore;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using MvcSample.Cases;

namespace MvcSample.Demo;

/// <summary>
/// Plays illow's part once the server listens: sends a signed <c>dsr.created</c>, a signed <c>dsr.updated</c> and a tampered copy over
/// HTTP, and reports what was answered and what the handlers did.
/// </summary>
internal sealed class DemoSender(
    IServer server,
    IHostApplicationLifetime lifetime,
    IOptions<IllowWebhooksOptions> options,
    CaseList cases,
    TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        var report = new DemoReport();
        try
        {
            await RunAsync(report, stoppingToken);
        }
        catch (HttpRequestException exception)
        {
            report.Problem($"The demo could not reach its own server: {exception.Message}");
        }
        catch (CryptographicException exception)
        {
            report.Problem(
                $"This machine refuses to sign with {options.Value.HashAlgorithm} ({exception.Message}). See docs/rhel9.md.");
        }

        report.Print();
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task RunAsync(DemoReport report, CancellationToken cancellationToken)
    {
        if (DemoUrl.Find(server, options.Value.Path) is not { } url)
        {
            report.Problem("The server listens at no http address, so the demo sends nothing.");
            return;
        }

        report.Begin(url);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        foreach (var delivery in Deliveries())
        {
            var before = cases.Changes.Count;
            using var request = delivery.To(url, options.Value.SignatureHeader);
            using var response = await http.SendAsync(request, cancellationToken);
            var changes = cases.Changes.Skip(before).ToList();
            report.Answer(delivery, response.StatusCode, changes, await ReasonAsync(response, cancellationToken));
        }

        report.End(Created("sent by hand", "dsr-2").ToCurl(url, options.Value.SignatureHeader), new Uri(url, "/illow"));
    }

    private static async Task<string?> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await response.Content.ReadFromJsonAsync<ProblemDetails>(cancellationToken))?.Detail
            : null;

    private IEnumerable<DemoDelivery> Deliveries()
    {
        yield return Created("signed dsr.created", "dsr-1");
        yield return DemoDelivery.Updated("signed dsr.updated", "dsr-1", options.Value.HashAlgorithm);
        yield return Created("tampered dsr.created", "dsr-1").Tampered();
    }

    private DemoDelivery Created(string title, string id) =>
        DemoDelivery.Created(title, id, options.Value.HashAlgorithm, time.GetUtcNow());
}
