using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>MVC with [FromBody] and the floor's check in a filter.</summary>
public sealed class FilteredController : ControllerBase
{
    public sealed record Envelope(string CompanyId, string SiteId, string IdempotencyKey, Metadata Metadata);

    public sealed record Metadata(
        string? Id, string? CompanyId, DateTimeOffset? CreatedAt, DateTimeOffset? DueDate, string? Legislation, string? RequestStatus);

    [HttpPost]
    [ServiceFilter<FloorFilter>]
    public IActionResult Receive([FromBody] Envelope envelope) => envelope.Metadata.Id is null ? BadRequest() : Ok();
}
