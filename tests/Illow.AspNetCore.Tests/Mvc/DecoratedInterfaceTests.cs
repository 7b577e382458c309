using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>Classes inherit attributes from classes, but not from interfaces: what one seems to guard must not run unsigned.</summary>
public sealed class DecoratedInterfaceTests
{
    [Theory]
    [InlineData(typeof(ImplementingController))]
    [InlineData(typeof(HeirController))]
    [InlineData(typeof(ExplicitlyGenericController))]
    public async Task Start_ActionImplementsADecoratedMethod_StopsAndSaysWhere(Type controller)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            WebhookApp.StartAsync(new AppPlan { Controllers = [controller] }));

        Assert.Contains("Receive", exception.Message, StringComparison.Ordinal);
        Assert.Contains("which carries [IllowWebhook]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Put [IllowWebhook] on", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MinimalHandlerImplementsADecoratedMethod_StopsAndSaysWhere()
    {
        IHandler handler = new Handler();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => WebhookApp.StartAsync(new AppPlan { Map = endpoints => endpoints.MapPost("/contract", handler.Handle) }));

        Assert.Contains("Put [IllowWebhook] on 'Handler.Handle' itself", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_ToAMinimalHandlerMappedAsAWebhook_IsVerified()
    {
        IHandler handler = new Handler();
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Map = endpoints => endpoints.MapIllowWebhook("dsr.created", handler.Handle, "/contract"),
        });

        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), "/contract");

        Assert.Equal(401, (int)unsigned.StatusCode);
    }

    [Theory]
    [InlineData(typeof(DecoratedController))]
    [InlineData(typeof(OverridingController))]
    public async Task Delivery_ToAnActionThatIsDecoratedToo_IsVerified(Type controller)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Controllers = [controller] });

        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), "/contract");
        using var signed = await app.SendAsync(Delivery.Fresh(), "/contract");

        Assert.Equal((401, 200), ((int)unsigned.StatusCode, (int)signed.StatusCode));
    }

    public interface IHandler
    {
        [IllowWebhook("dsr.created")]
        string Handle();
    }

    public sealed class Handler : IHandler
    {
        public string Handle() => "handled";
    }

    public interface IReceiver
    {
        [IllowWebhook("dsr.created")]
        IActionResult Receive();
    }

    public interface IReceiver<in T>
    {
        [IllowWebhook("dsr.created")]
        IActionResult Receive(T metadata);
    }

    [Route("contract")]
    public class ImplementingController : ControllerBase, IReceiver
    {
        [HttpPost]
        public virtual IActionResult Receive() => Ok();
    }

    public sealed class HeirController : ImplementingController
    {
        public override IActionResult Receive() => NoContent();
    }

    [Route("contract")]
    public sealed class ExplicitlyGenericController : ControllerBase, IReceiver<string>
    {
        [HttpPost]
        public IActionResult Receive(string metadata) => Ok();
    }

    [Route("contract")]
    public class DecoratedController : ControllerBase, IReceiver
    {
        [IllowWebhook("dsr.created")]
        public virtual IActionResult Receive() => Ok();
    }

    public sealed class OverridingController : DecoratedController
    {
        public override IActionResult Receive() => Ok();
    }
}
