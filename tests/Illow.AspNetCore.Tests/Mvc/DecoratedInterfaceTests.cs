using Illow.AspNetCore.Tests.Hosting;
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
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => WebhookApp.StartAsync(new AppPlan { Controllers = [controller] }));

        Assert.Contains("Receive", exception.Message, StringComparison.Ordinal);
        Assert.Contains("which carries [IllowWebhook]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Put [IllowWebhook] on the action itself", exception.Message, StringComparison.Ordinal);
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
