using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.OpenApi.Tests;

#pragma warning disable CA1822 // actions are no static methods

public sealed record ConsentUpdated(string Purpose, bool Given);

/// <summary>Without [ApiController], at the default path.</summary>
public sealed class PlainController : ControllerBase
{
    [IllowWebhook("dsr.created")]
    public IActionResult Created(IllowEnvelope<DsrCreated> delivery) => Ok(delivery.Event);
}

/// <summary>As the README shows it: three handlers at one URL, beside a GET of no concern.</summary>
[ApiController, Route("webhooks/illow")]
public sealed class PrivacyController : ControllerBase
{
    [HttpGet]
    public string Look() => "here";

    [IllowWebhook("dsr.created")]
    [ProducesResponseType<ConsentUpdated>(StatusCodes.Status202Accepted)]
    public IActionResult Created(IllowEnvelope<DsrCreated> delivery, CancellationToken cancellationToken) => Accepted(cancellationToken);

    [IllowWebhook("consent.updated", Webhook = "eu")]
    public IActionResult Consent(IllowEnvelope<ConsentUpdated> delivery, [FromQuery] string? tenant) => Ok(tenant);

    [IllowWebhook]
    public IActionResult AnythingElse(IllowEnvelope<JsonElement> delivery) => NoContent();
}

/// <summary>Reads the body by itself.</summary>
[ApiController]
public sealed class OwnBodyController : ControllerBase
{
    public sealed record Delivery(string CompanyId, ConsentUpdated Metadata);

    [IllowWebhook("consent.updated"), HttpPost("own")]
    public IActionResult Updated([FromBody] Delivery delivery) => Ok(delivery.CompanyId);
}

[ApiExplorerSettings(IgnoreApi = true)]
public sealed class IgnoredController : ControllerBase
{
    [IllowWebhook("a"), HttpPost("ignored")]
    public IActionResult Receive(IllowEnvelope delivery) => Ok(delivery.Event);
}

[ApiController]
public sealed class GroupedController : ControllerBase
{
    [IllowWebhook("a"), HttpPost("grouped"), ApiExplorerSettings(GroupName = "second")]
    public IActionResult Receive(IllowEnvelope delivery) => Ok(delivery.Event);
}
