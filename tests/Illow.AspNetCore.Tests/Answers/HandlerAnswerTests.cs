using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Answers;

/// <summary>Once the handler ran the answer is its own, and its exception is the application's.</summary>
public sealed class HandlerAnswerTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Handler_OfAnyStatus_IsAnsweredThrough(int status)
    {
        await using var app = await WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            Map = endpoints => endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e, HttpContext context) =>
            {
                context.Response.Headers["X-Handler"] = "ran";
                return Results.StatusCode(status);
            }),
        });
        using var response = await app.SendAsync(Delivery.Fresh());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("ran", Assert.Single(response.Headers.GetValues("X-Handler")));
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Handler_Throwing_Is500()
    {
        await using var app = await WebhookApp.StartAsync(AnswerApp.Plan);
        using var response = await app.SendAsync(Delivery.Fresh(), "/throws");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Handler_ThrowingUnderAnExceptionHandler_IsTheApplications()
    {
        string? seen = null;
        var plan = AnswerApp.Plan;
        await using var app = await WebhookApp.StartAsync(plan with
        {
            Services = plan.Services + (services => services.AddProblemDetails()),
            Before = web => web.UseExceptionHandler(handler => handler.Run(context =>
            {
                seen = context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Error.Message;
                context.Response.StatusCode = 599;
                return Task.CompletedTask;
            })),
        });
        using var response = await app.SendAsync(Delivery.Fresh(), "/throws");
        Assert.Equal(599, (int)response.StatusCode);
        Assert.StartsWith("The handler's own trouble", seen, StringComparison.Ordinal);
    }
}
