using System.Net;
using Illow.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Applications.Tests.Routing;

/// <summary>An application that still runs its old controllers by UseMvc(), beside endpoints.</summary>
public sealed class LegacyMvcTests : RoutedApplicationTests
{
    protected override string Url => "/privacy";

    protected override string UrlOf(string webhook) => $"/tenants/{webhook}/privacy";

    internal override RoutedApplication Create() => new(
        [typeof(LegacyController), typeof(PrivacyController)],
        (services, mvc) => services.AddMvc(options => options.EnableEndpointRouting = false),
        app =>
        {
            app.UseRouting();
            app.UseIllowWebhooks();
            app.UseEndpoints(endpoints =>
            {
                endpoints.MapControllers();
                endpoints.MapIllowWebhook("dsr.created", () => Results.Created(), "/tenants/{webhook}/privacy");
            });
            app.UseMvc();
        });

    [Fact]
    public async Task Action_ThatIsNoWebhook_IsRunByUseMvc()
    {
        using var legacy = await App.GetAsync("/legacy");

        Assert.Equal("legacy", await legacy.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Start_ActionsThatAreEndpointsToo_WarnsOfNoneThatIsNotMapped() =>
        Assert.DoesNotContain(App.Warnings.Lines, line => line.Contains("MapControllers()", StringComparison.Ordinal));

    [Fact]
    public async Task UseMvcAlone_SignedOrNot_RunsNoHandlerAndTheStartNamesTheCall()
    {
        await using var app = new RoutedApplication(
            [typeof(PrivacyController)],
            (services, mvc) => services.AddMvc(options => options.EnableEndpointRouting = false),
            app =>
            {
                app.UseIllowWebhooks();
                app.UseMvc();
            });
        await app.StartAsync();
        using var signed = await app.SendAsync(Url, "k");
        using var unsigned = await app.PostUnsignedAsync(Url);

        Assert.Equal(HttpStatusCode.InternalServerError, signed.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, unsigned.StatusCode);
        Assert.Empty(app.Meeting.Handled);
        var warning = Assert.Single(
            app.Warnings.Lines,
            line => line.Contains("PrivacyController.Created", StringComparison.Ordinal)
                && line.Contains("audit", StringComparison.Ordinal));
        Assert.Contains("app.MapControllers()", warning, StringComparison.Ordinal);
        Assert.Contains("UseMvc()", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Warnings.Lines, line => line.Contains("has no handler", StringComparison.Ordinal));
    }

    [Route("legacy")]
    internal sealed class LegacyController : ControllerBase
    {
        [HttpGet]
        public IActionResult Get() => Ok("legacy");
    }

    [Route("privacy")]
    internal sealed class PrivacyController(Meeting meeting) : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public async Task<IActionResult> Created(IllowEnvelope<DsrCreated> envelope)
        {
            await meeting.HandleAsync("action", envelope);
            return StatusCode(StatusCodes.Status201Created);
        }

        [IllowWebhook("dsr.updated")]
        public IActionResult Updated(IllowEnvelope<Update> envelope) => Ok(envelope.Metadata.Number);
    }
}
