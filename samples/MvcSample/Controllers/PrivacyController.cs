using System.Text.Json;
using Illow.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using MvcSample.Cases;

namespace MvcSample.Controllers;

/// <summary>
/// Turns illow's events into cases. It has no route, so it answers at the setting <c>Illow:Path</c>, which is
/// <c>/webhooks/illow</c> unless set. No action runs before the signature of its delivery has been verified.
/// </summary>
[ApiController]
public sealed class PrivacyController(CaseList cases) : ControllerBase
{
    [IllowWebhook("dsr.created")]
    public async Task<IActionResult> Created(IllowEnvelope<DsrCreated> delivery, CancellationToken cancellationToken)
    {
        // A request without an id is still a request with a deadline: keep it under the message's own key
        var request = delivery.Metadata;
        var opened = new PrivacyCase(request.Id ?? delivery.IdempotencyKey)
        {
            Legislation = request.Legislation,
            Status = request.RequestStatus,
            DueDate = request.DueDate,
        };

        // 2xx tells illow that the event is done, so first do it, then answer
        await cases.OpenAsync(opened, cancellationToken);
        return Ok();
    }

    [IllowWebhook("dsr.updated")]
    public async Task<IActionResult> Updated(IllowEnvelope<JsonElement> delivery, CancellationToken cancellationToken)
    {
        // illow documents no metadata for this event: read what is there, and take nothing for granted
        var id = Text(delivery.Metadata, "id") ?? delivery.IdempotencyKey;
        await cases.UpdateAsync(id, Text(delivery.Metadata, "requestStatus"), cancellationToken);
        return Ok();
    }

    [IllowWebhook]
    public async Task<IActionResult> AnythingElse(IllowEnvelope delivery, CancellationToken cancellationToken)
    {
        await cases.NoteAsync(delivery.Event, cancellationToken);
        return NoContent();
    }

    private static string? Text(JsonElement metadata, string name) =>
        metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
