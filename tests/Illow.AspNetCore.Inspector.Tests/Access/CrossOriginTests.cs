using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Tests.Access;

/// <summary>What shows personal data or does something is for the inspector's own page.</summary>
public sealed class CrossOriginTests
{
    public static TheoryData<string, string> Deeds => new()
    {
        { "GET", "/illow/api/deliveries/1" },
        { "POST", "/illow/api/deliveries/1/replay" },
        { "POST", "/illow/api/samples?registration=created&event=dsr.created&url=/webhooks/illow" },
    };

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task Deed_OfAnotherSite_IsRefusedAndDoesNothing(string method, string url)
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(app, method, url, []));
        foreach (var (name, value) in new[]
        {
            ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example"), ("Origin", "null"),
        })
        {
            var status = await AskAsync(app, method, url, [("X-Illow-Inspector", "1"), (name, value)]);
            Assert.Equal(HttpStatusCode.Forbidden, status);
        }
        Assert.Equal(1, app.Services.GetRequiredService<Handlings>().Count);
        Assert.Empty(app.OwnLogs);
    }

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task Deed_OfTheOwnPage_IsDone(string method, string url)
    {
        await using var app = await StartAsync();

        (string, string)[] sameOrigin = [("X-Illow-Inspector", "1"), ("Sec-Fetch-Site", "same-origin"), ("Origin", "http://localhost")];
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, method, url, sameOrigin));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, method, url, [("X-Illow-Inspector", "1"), ("Origin", "http://localhost")]));
        Assert.Equal(2, app.OwnLogs.Count);
    }

    [Theory]
    [InlineData("/illow/api/map")]
    [InlineData("/illow/api/stream")]
    public async Task Data_ForAnotherSite_IsRefusedAndForATypedAddressIsNot(string url)
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(app, "GET", url, [("Sec-Fetch-Site", "cross-site")]));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(app, "GET", url, [("Origin", "https://evil.example")]));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, "GET", url, [("Sec-Fetch-Site", "none")]));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, "GET", url, [("Sec-Fetch-Site", "same-origin")]));
    }

    [Fact]
    public async Task Page_ByALinkOnAnotherSite_IsShown()
    {
        await using var app = await StartAsync();
        var status = await AskAsync(app, "GET", "/illow/", [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Preflight_OfAnotherSite_IsGivenNoPermission()
    {
        await using var app = await StartAsync();
        var answer = await app.SendAsync(HttpMethod.Options, "/illow/api/deliveries/1/replay", request =>
        {
            request.Headers.Add("Origin", "https://evil.example");
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "x-illow-inspector");
        });

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<InspectorApp> StartAsync()
    {
        var app = await InspectorApp.StartAsync(new()
        {
            Settings = new() { ["Illow:Inspector:TestKey"] = InspectorApp.CreatedKey.PrivateKeyPem },
        });
        await app.DeliverAsync(InspectorApp.Created());
        return app;
    }

    private static async Task<HttpStatusCode> AskAsync(InspectorApp app, string method, string url, (string Name, string Value)[] headers)
    {
        using var answer = await app.SendAsync(new HttpMethod(method), url, request =>
        {
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        });
        return answer.StatusCode;
    }
}
