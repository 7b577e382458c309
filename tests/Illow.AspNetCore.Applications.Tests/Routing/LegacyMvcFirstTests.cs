using Illow.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>
/// An application whose UseMvc() stands before its endpoints: it routes once more, and runs the actions that are endpoints too.
/// </summary>
public sealed class LegacyMvcFirstTests : RoutedApplicationTests
{
    protected override string Url => "/privacy";

    protected override string UrlOf(string webhook) => $"/tenants/{webhook}/privacy";

    internal override RoutedApplication Create() => new(
        [typeof(PrivacyController)],
        (services, mvc) => services.AddMvc(options => options.EnableEndpointRouting = false),
        app =>
        {
            app.UseIllowWebhooks();
            app.UseMvc();
            app.MapControllers();
            app.MapIllowWebhook("dsr.created", () => Results.Created(), "/tenants/{webhook}/privacy");
        });

    [Route("privacy")]
    internal sealed class PrivacyController(Meeting meeting) : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public async Task<IActionResult> Created(IllowEnvelope<DsrCreated> envelope)
        {
            await meeting.HandleAsync("action", envelope);
            return StatusCode(StatusCodes.Status201Created);
        }

        [IllowWebhook("dsr.updated"), Consumes("application/json")]
        public IActionResult Updated(IllowEnvelope<Update> envelope) => Ok(envelope.Metadata.Number);
    }
}
