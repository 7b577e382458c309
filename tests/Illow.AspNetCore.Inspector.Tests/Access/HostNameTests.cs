using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;

namespace Illow.AspNetCore.Inspector.Tests.Access;

/// <summary>Without a policy the inspector answers to this machine's own names: a stranger's DNS can point any other name at it.</summary>
public sealed class HostNameTests
{
    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:5080", HttpStatusCode.OK)]
    [InlineData("shop.localhost:5080", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:5080", HttpStatusCode.OK)]
    [InlineData("[::1]:5080", HttpStatusCode.OK)]
    [InlineData("10.0.0.7", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.example", HttpStatusCode.Forbidden)]
    [InlineData("evillocalhost", HttpStatusCode.Forbidden)]
    public async Task Request_UnderAName_IsAnsweredWhereNobodyElseCanOwnIt(string host, HttpStatusCode expected)
    {
        await using var app = await InspectorApp.StartAsync();
        Assert.Equal(expected, (await app.GetAsync("/illow/api/map", host)).StatusCode);
    }

    [Fact]
    public async Task Request_UnderAnAllowedName_IsAnswered()
    {
        await using var app = await InspectorApp.StartAsync(new() { Options = options => options.AllowedHosts.Add("desk.example") });
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/illow/api/map", "Desk.Example:8080")).StatusCode);
    }

    [Fact]
    public async Task Request_BehindAPolicy_IsAnsweredUnderAnyName()
    {
        await using var app = await InspectorApp.StartAsync(Protected.Plan);
        var answer = await app.SendAsync(HttpMethod.Get, "/illow/api/map", request =>
        {
            request.Headers.Host = "desk.example";
            request.Headers.Add("X-User", "ada");
        });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
