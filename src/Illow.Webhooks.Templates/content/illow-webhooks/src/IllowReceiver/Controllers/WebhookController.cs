#if (!isDsrCreated)
using System.Text.Json;
#endif
using Illow.AspNetCore;
using Microsoft.AspNetCore.Mvc;

namespace IllowReceiver.Controllers;

[ApiController]
public sealed class WebhookController(ILogger<WebhookController> logger) : ControllerBase
{
    [IllowWebhook("illow.event")]
#if (isDsrCreated)
    public IActionResult Receive(IllowEnvelope<DsrCreated> delivery)
    {
        // 2xx tells illow that the event is done: first do it, then answer
        logger.LogInformation("Request {Id} is due {DueDate}", delivery.Metadata.Id, delivery.Metadata.DueDate);
        return Ok();
    }
#else
    public IActionResult Receive(IllowEnvelope<JsonElement> delivery)
    {
        // 2xx tells illow that the event is done: first do it, then answer
        logger.LogInformation("Event {Event} of site {Site}", delivery.Event, delivery.SiteId);
        return Ok();
    }
#endif
}
