using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Tests.Recording;

/// <summary>A delivery whose handler threw has the status that was sent in the end, and in Development the exception.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public async Task Record_HandlerThrew_HasTheServersStatusAndTheException()
    {
        await using var app = await InspectorApp.StartAsync(new() { Kestrel = true });
        Throw(app);

        var record = await app.DeliverAsync(InspectorApp.Created());

        Assert.Equal(("failed", 500), (record.Outcome, record.Status));
        Assert.Equal(("System.InvalidTimeZoneException", "The zone is gone."), (record.Exception, record.ExceptionMessage));
        Assert.Matches("^[0-9a-f]{32}$", record.TraceId);
    }

    [Theory]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    [InlineData(StatusCodes.Status422UnprocessableEntity)]
    public async Task Record_ApplicationHandledTheException_HasItsStatus(int status)
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Before = app => app.UseExceptionHandler(branch => branch.Run(context =>
            {
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            })),
        });
        Throw(app);

        var record = await app.DeliverAsync(InspectorApp.Created());

        Assert.Equal(("failed", status), (record.Outcome, record.Status));
        Assert.Equal("System.InvalidTimeZoneException", record.Exception);
    }

    [Fact]
    public async Task Record_FilterSwallowedTheException_HasItAndWhatWasSent()
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Kestrel = true,
            Map = app =>
            {
                var handler = app.MapIllowWebhook("dsr.created", (IllowEnvelope _) => Fail(), "/filtered");
                handler.AddEndpointFilter(async (context, next) =>
                {
                    try
                    {
                        return await next(context);
                    }
                    catch (InvalidTimeZoneException)
                    {
                        return Results.Ok();
                    }
                });
                app.MapIllowInspector();
            },
        });
        using var request = InspectorApp.Created().ToRequest();
        request.RequestUri = new Uri("/filtered", UriKind.Relative);

        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await app.Log.WaitAsync(0).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var record = Assert.Single(app.Records);
        Assert.Equal(("System.InvalidTimeZoneException", (int)answer.StatusCode), (record.Exception, record.Status));
        Assert.False(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Record_MiddlewareChangedTheStatus_HasWhatWasSent()
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Before = app => app.Use(async (context, next) =>
            {
                await next(context);
                context.Response.StatusCode = context.Request.Path.StartsWithSegments("/webhooks", StringComparison.Ordinal)
                    ? StatusCodes.Status202Accepted
                    : context.Response.StatusCode;
            }),
            Services = services => services.AddProblemDetails(),
        });
        app.Services.GetRequiredService<Handlings>().Handle = (_, _) => Task.FromResult(Results.NoContent());

        using var answer = await app.Client.PostIllowDeliveryAsync(InspectorApp.Created(), TestContext.Current.CancellationToken);
        await app.Log.WaitAsync(0).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal((int)answer.StatusCode, Assert.Single(app.Records).Status);
    }

    [Fact]
    public async Task Record_OutsideDevelopment_HasTheExceptionsTypeWithoutItsMessage()
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan with { Kestrel = true });
        Throw(app);

        var record = await app.DeliverAsync(InspectorApp.Created());

        Assert.Equal(("System.InvalidTimeZoneException", null), (record.Exception, record.ExceptionMessage));
        Assert.Equal((int)HttpStatusCode.InternalServerError, record.Status);
    }

    private static IResult Fail() => throw new InvalidTimeZoneException();

    private static void Throw(InspectorApp app) =>
        app.Services.GetRequiredService<Handlings>().Handle = (_, _) => throw new InvalidTimeZoneException("The zone is gone.");
}
