using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>A request that is no delivery passes the middleware as if it were not there.</summary>
public sealed class UntouchedRequestTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Invoke_RequestToAnotherEndpoint_AllocatesNothingAndReturnsTheNextTask(bool routed)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Map = e => e.MapIllowWebhook("a", () => { }) });
        Task next = Task.FromResult("next");
        var middleware = ActivatorUtilities.CreateInstance<IllowWebhookMiddleware>(app.Services, (RequestDelegate)(_ => next), 0);
        var context = new DefaultHttpContext { RequestServices = app.Services };
        if (routed)
        {
            context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection("some", "metadata"), "other"));
        }

        for (var i = 0; i < 100; i++)
        {
            Assert.Same(next, middleware.InvokeAsync(context));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _ = middleware.InvokeAsync(context);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Invoke_RequestToAnotherEndpoint_LeavesBodyAndEndpointAlone()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Map = e =>
            {
                e.MapIllowWebhook("a", () => { });
                e.MapPost("/other", async (HttpContext context) =>
                {
                    var text = await new StreamReader(context.Request.Body).ReadToEndAsync();
                    return $"{text} {context.Request.Body.CanSeek} {context.GetIllowEnvelope() is null}";
                });
            },
        });

        using var response = await app.Client.PostAsync("/other", new StringContent("body"));

        Assert.Equal("body False True", await response.Content.ReadAsStringAsync());
    }
}
