using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;

namespace Illow.AspNetCore.Inspector.Tests.Api;

/// <summary>Deliveries are found by what the list does not show; who looks is logged.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("key-of-the-second", 2)]
    [InlineData("KEY-of-the", 2)]
    [InlineData("dsr-77", 1)]
    [InlineData("401", 3)]
    [InlineData("dsr.created dsr-77", 1)]
    [InlineData("dsr-77 key-of-the-second", 0)]
    public async Task Search_ByKeyIdOrStatus_FindsTheDelivery(string text, int found)
    {
        await using var app = await InspectorApp.StartAsync();
        await app.DeliverAsync(InspectorApp.Created("first", new { id = "dsr-77" }));
        await app.DeliverAsync(InspectorApp.Created("key-of-the-second", new { id = "dsr-4" }));
        await app.DeliverAsync(InspectorApp.Forged());

        using var answer = await app.AskAsync(HttpMethod.Get, "/illow/api/deliveries?search=" + Uri.EscapeDataString(text));

        var ids = (await InspectorApp.JsonOf(answer)).GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToList();
        Assert.Equal(found == 0 ? [] : [found], ids);
        var line = Assert.Single(app.OwnLogs);
        Assert.Equal(205, line.Id.Id);
        Assert.DoesNotContain("dsr-77", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%20")]
    public async Task Search_ForNothing_IsRefused(string text)
    {
        await using var app = await InspectorApp.StartAsync();
        using var answer = await app.AskAsync(HttpMethod.Get, "/illow/api/deliveries?search=" + text);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Clear_OutsideDevelopment_IsRefused()
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan);
        await app.DeliverAsync(InspectorApp.Created());

        using var answer = await app.SendAsync(HttpMethod.Delete, "/illow/api/deliveries", request =>
        {
            request.Headers.Add("X-Illow-Inspector", "1");
            request.Headers.Add("X-User", "ada");
        });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Single(app.Records);
    }
}
