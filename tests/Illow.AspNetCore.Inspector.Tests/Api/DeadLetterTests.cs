using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Illow.AspNetCore.Inspector.Tests.Api;

/// <summary>What the queue's engine has given up on: listed for the page, and put back by it.</summary>
public sealed class DeadLetterTests
{
    private const string Url = "/illow/api/dead-letters";

    private readonly FakeDeadLetters _letters = new();

    [Fact]
    public async Task List_InDevelopment_ShowsWhatFailedAndWhyWithoutItsBody()
    {
        await using var app = await InspectorApp.StartAsync(Queued.PlanWith(_letters));
        var delivered = await app.DeliverAsync(InspectorApp.Created());
        _letters.Add("letter-1", delivered.QueuedId!.Value, "System.InvalidTimeZoneException", "The zone of Ada Lovelace is gone.");

        using var answer = await app.AskAsync(HttpMethod.Get, Url);

        var letter = (await InspectorApp.JsonOf(answer)).GetProperty("letters").EnumerateArray().Single();
        Assert.Equal(
            [
                "letter-1", "dsr.created", "created", "/webhooks/illow",
                "System.InvalidTimeZoneException", "The zone of Ada Lovelace is gone.",
            ],
            new[] { "id", "event", "registration", "url", "exception", "exceptionMessage" }
                .Select(name => letter.GetProperty(name).GetString()!));
        Assert.Equal(1, letter.GetProperty("delivery").GetInt64());
        Assert.DoesNotContain("secret", letter.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("secret"u8), letter.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OutsideDevelopment_ShowsMessagesOfThePackageAlone()
    {
        _letters.Add("of the application", default, "System.InvalidTimeZoneException", "The zone of Ada Lovelace is gone.");
        _letters.Add("of the package", default, typeof(IllowDeliveryRunException).FullName, "The handler threw.");
        await using var app = await StartInProductionAsync(mayReplay: false);

        var list = await InspectorApp.JsonOf(await AskAsync(app, HttpMethod.Get, Url));

        Assert.Equal(["The handler threw."], list.GetProperty("letters").EnumerateArray()
            .Where(letter => letter.TryGetProperty("exceptionMessage", out _))
            .Select(letter => letter.GetProperty("exceptionMessage").GetString()!));
        Assert.False(list.GetProperty("hasMore").GetBoolean());
    }

    [Fact]
    public async Task List_MoreThanThePageShows_SaysSo()
    {
        for (var i = 0; i < 201; i++)
        {
            _letters.Add($"letter-{i}");
        }

        await using var app = await InspectorApp.StartAsync(Queued.PlanWith(_letters));

        var list = await InspectorApp.JsonOf(await app.AskAsync(HttpMethod.Get, Url));

        Assert.Equal(200, list.GetProperty("letters").GetArrayLength());
        Assert.True(list.GetProperty("hasMore").GetBoolean());
    }

    [Fact]
    public async Task RunAgain_PutsItBackAndLogsByWhom()
    {
        _letters.Add("letter-1");
        await using var app = await InspectorApp.StartAsync(Queued.PlanWith(_letters));

        using var first = await app.AskAsync(HttpMethod.Post, Url + "?id=letter-1");
        using var second = await app.AskAsync(HttpMethod.Post, Url + "?id=letter-1");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (first.StatusCode, second.StatusCode));
        Assert.Equal(["letter-1", "letter-1"], _letters.PutBack);
        Assert.Contains("letter-1", Assert.Single(app.OwnLogs, line => line.Id.Id == 209).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAgain_ReplayTurnedOff_IsForbiddenAndTouchesNothing()
    {
        _letters.Add("letter-1");
        await using var app = await StartInProductionAsync(mayReplay: false);

        using var answer = await AskAsync(app, HttpMethod.Post, Url + "?id=letter-1");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(_letters.PutBack);
    }

    [Fact]
    public async Task RunAgain_ReplayTurnedOnOutsideDevelopment_PutsItBack()
    {
        _letters.Add("letter-1");
        await using var app = await StartInProductionAsync(mayReplay: true);

        using var answer = await AskAsync(app, HttpMethod.Post, Url + "?id=letter-1");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Request_NotOfTheInspectorsPage_IsForbidden(string method)
    {
        _letters.Add("letter-1");
        await using var app = await InspectorApp.StartAsync(Queued.PlanWith(_letters));

        using var answer = await app.SendAsync(new HttpMethod(method), Url + "?id=letter-1", _ => { });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(_letters.PutBack);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Request_StorageAway_503AndALogLine(string method)
    {
        _letters.Failure = new IOException("The storage is away.");
        await using var app = await InspectorApp.StartAsync(Queued.PlanWith(_letters));

        using var answer = await app.AskAsync(new HttpMethod(method), Url + "?id=letter-1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Single(app.OwnLogs, line => line.Id.Id == 210);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "?id=1")]
    public async Task Request_NoQueueThatListsThem_NotFound(string method, string query)
    {
        await using var app = await InspectorApp.StartAsync(Queued.Plan);

        using var answer = await app.AskAsync(new HttpMethod(method), Url + query);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private Task<InspectorApp> StartInProductionAsync(bool mayReplay) => InspectorApp.StartAsync(Queued.PlanWith(_letters) with
    {
        Environment = "Production",
        Options = options => options.AllowReplay = mayReplay,
        Services = services =>
        {
            Queued.PlanWith(_letters).Services!(services);
            Protected.AddAuthorization(services);
        },
        Map = app => app.MapIllowInspector(policy: "Admins"),
    });

    private static Task<HttpResponseMessage> AskAsync(InspectorApp app, HttpMethod method, string url) =>
        app.SendAsync(method, url, request =>
        {
            request.Headers.Add("X-Illow-Inspector", "1");
            request.Headers.Add("X-User", "ada");
        });
}
