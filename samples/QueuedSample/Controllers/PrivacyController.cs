using Illow.Webhooks;
using System.Text.Json;
using Illow.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using QueuedSample.Cases;

namespace QueuedSample.Controllers;

/// <summary>
/// Handlers as they would be without a queue, but for <c>Queued = true</c>: illow is answered 202 as soon as the delivery is stored, and
/// the handler runs afterwards, again and again until it succeeds.
/// </summary>
[ApiController]
public sealed class PrivacyController(CaseSystem cases) : ControllerBase
{
    [IllowWebhook("dsr.created", Queued = true)]
    public async Task<IActionResult> Created(IllowEnvelope<DsrCreated> delivery, CancellationToken cancellationToken)
    {
        await cases.OpenAsync(delivery.Metadata.Id ?? delivery.IdempotencyKey, cancellationToken);
        return Ok();
    }

    [IllowWebhook("dsr.updated", Queued = true)]
    public IActionResult Updated(IllowEnvelope<JsonElement> delivery)
    {
        cases.Update(delivery.IdempotencyKey);
        return Ok();
    }

    [IllowWebhook(Queued = true)]
    public IActionResult AnythingElse(IllowEnvelope delivery)
    {
        cases.Note(delivery.Event);
        return NoContent();
    }
}
