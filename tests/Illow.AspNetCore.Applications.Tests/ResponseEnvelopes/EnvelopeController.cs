using Illow.Webhooks;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Applications.Tests.ResponseEnvelopes;

[Route("action")]
public sealed class EnvelopeController(Handling handling) : Controller
{
    [IllowWebhook("dsr.created")]
    public async Task<IActionResult> Created(IllowEnvelope<DsrCreated> delivery) => Ok(await handling.HandleAsync(delivery));

    [IllowWebhook("dsr.failing")]
    public IActionResult Failing(IllowEnvelope delivery) => Ok(handling.Fail(delivery));

    [IllowWebhook("dsr.strict")]
    public async Task<IActionResult> Strict(IllowEnvelope<Strict> delivery) => Ok(await handling.HandleAsync(delivery));

    [IllowWebhook(Webhook = "pinned"), HttpPost("pinned")]
    public async Task<IActionResult> Pinned(IllowEnvelope delivery) => Ok(await handling.HandleAsync(delivery));

    [IllowWebhook("dsr.created"), HttpPost("of/{webhook}")]
    public async Task<IActionResult> Named(IllowEnvelope delivery) => Ok(await handling.HandleAsync(delivery));

    /// <summary>Not a webhook: the application's own rules hold for it.</summary>
    [HttpPost("form")]
    public IActionResult Form() => Ok("posted");
}

public sealed record Strict(int Number);

/// <summary>What both kinds of handlers do.</summary>
public sealed class Handling(Notes notes)
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether handlers wait for <see cref="Release"/>.</summary>
    public bool Waits { get; set; }

    public Task Begun => _begun.Task;

    public void Release() => _release.SetResult();

    public async Task<string> HandleAsync(IllowEnvelope delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        notes.Add(delivery.Event);
        _begun.TrySetResult();
        if (Waits)
        {
            await _release.Task;
        }

        return delivery.Event;
    }

    public string Fail(IllowEnvelope delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        notes.Add(delivery.Event);
        throw new InvalidOperationException("The handler failed.");
    }
}
