using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Benchmarks.Guard;

/// <summary>An action that takes a delivery, and one that only reads a body.</summary>
public sealed class GuardedController : ControllerBase
{
    internal const string ReadPath = "/read";

    [IllowWebhook("dsr.created"), HttpPost(PerformanceGuard.ActionPath)]
    public IActionResult Receive(IllowEnvelope<DsrCreated> envelope) => envelope.Metadata.Id is null ? BadRequest() : Ok();

    [HttpPost(ReadPath)]
    public async Task<IActionResult> ReadAsync()
    {
        await HandWritten.ReadAsync(Request);
        return Ok();
    }
}
