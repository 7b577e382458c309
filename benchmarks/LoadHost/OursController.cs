using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>The package in MVC. Without UseIllowWebhooks() in the host, as for the rival with the filter, nobody reaches it.</summary>
public sealed class OursController : ControllerBase
{
    [IllowWebhook("dsr.created")]
    public IActionResult Created(IllowEnvelope<DsrCreated> envelope) => envelope.Metadata.Id is null ? BadRequest() : Ok();
}
