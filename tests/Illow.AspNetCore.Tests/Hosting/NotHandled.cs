using System.Net;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>The event is not handled, and stays open: its delivery is refused, and so is its repetition.</summary>
internal static class NotHandled
{
    internal static async Task AssertAsync(WebhookApp app, Delivery delivery, string url = "/webhooks/illow")
    {
        for (var i = 0; i < 2; i++)
        {
            using var answer = await app.SendAsync(delivery, url);
            await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-handled");
        }
    }
}
