using System.Text.Json;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Answers;

/// <summary>
/// The answers of docs/problems.md, one by one: the same status, headers and problem document whatever the application has of its own.
/// </summary>
public sealed class ProblemDetailsTests(AnswerApps apps) : IClassFixture<AnswerApps>
{
    private static readonly string[] Applications =
    [
        "bare",
        "problem details",
        "asked for HTML",
        "exception handler and status pages",
        "MVC",
    ];

    public static TheoryData<string, string> Rows => new MatrixTheoryData<string, string>(AnswerRow.Names, Applications);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Answer_InProduction_IsTheRowsProblemDocument(string name, string application)
    {
        var app = await apps.GetAsync(application);
        var row = AnswerRow.Of(name);
        using var response = await app.Client.SendAsync(AnswerApp.Request(row, application == "asked for HTML" ? "text/html" : null));

        Assert.Equal(row.Status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(row.Status == 401 ? "Illow-Signature" : "", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal(row.Status == 405 ? "POST" : "", string.Join(',', response.Content.Headers.Allow));
        Assert.Equal(row.Status == 503, response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Empty(app.Notes.Lines);

        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var members = json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        var type = new Uri(members["type"].GetString()!, UriKind.Absolute);
        Assert.Equal("https", type.Scheme);
        Assert.EndsWith("/docs/problems.md", type.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal("#" + row.Slug, type.Fragment);
        Assert.Equal(row.Status, members["status"].GetInt32());
        Assert.NotEmpty(members["title"].GetString()!);
        Assert.Empty(members.Keys.Except(["type", "title", "status", "traceId"]));
    }

    [Fact]
    public async Task Answer_UnhandledEventAcknowledged_IsEmpty()
    {
        var settings = new Dictionary<string, string?>(AnswerApp.Plan.Settings!) { ["Illow:UnhandledEvents"] = "acknowledge" };
        await using var app = await WebhookApp.StartAsync(With("problem details") with { Settings = settings });
        using var response = await app.Client.SendAsync(AnswerApp.Request(AnswerRow.Of("unhandled event")));
        Assert.Equal(204, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());

        // The waiver is for events without a handler, for nothing else
        foreach (var name in AnswerRow.Names.Except(["unhandled event"]))
        {
            var row = AnswerRow.Of(name);
            using var other = await app.Client.SendAsync(AnswerApp.Request(row));
            Assert.Equal(row.Status, (int)other.StatusCode);
        }
    }

    [Theory]
    [InlineData("bare")]
    [InlineData("problem details")]
    public async Task Answer_ToAnyWrongSignature_IsOneAndTheSame(string application)
    {
        var app = await apps.GetAsync(application);
        var answers = new HashSet<string>();
        foreach (var name in (string[])["no signature", "two signatures", "malformed signature", "signature length", "wrong signature"])
        {
            using var response = await app.Client.SendAsync(AnswerApp.Request(AnswerRow.Of(name)));
            var node = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
            node.Remove("traceId");
            response.Headers.Remove("Date");
            answers.Add($"{response.StatusCode} {response.Headers} {response.Content.Headers.ContentType} {node.ToJsonString()}");
        }

        Assert.Single(answers);
    }

    [Fact]
    public async Task Answer_CustomizedByTheApplication_CarriesItsMembers()
    {
        await using var app = await WebhookApp.StartAsync(
            Adding(services =>
                services.AddProblemDetails(options =>
                    options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["node"] = "n1")));
        using var response = await app.Client.SendAsync(AnswerApp.Request(AnswerRow.Of("no signature")));
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("n1", json.RootElement.GetProperty("node").GetString());
        Assert.True(json.RootElement.TryGetProperty("traceId", out _));
    }

    [Fact]
    public async Task Answer_ClaimedByAWriterThatWritesNothing_IsWrittenAllTheSame()
    {
        await using var app = await WebhookApp.StartAsync(Adding(services =>
        {
            services.AddSingleton<IProblemDetailsWriter, SilentWriter>();
            services.AddProblemDetails();
        }));
        using var response = await app.Client.SendAsync(AnswerApp.Request(AnswerRow.Of("no signature")));
        Assert.Equal(KestrelReceiver.RefusalBody, await response.Content.ReadAsStringAsync());
        Assert.Equal(401, (int)response.StatusCode);
    }

    private static AppPlan Adding(Action<IServiceCollection> more)
    {
        var plan = AnswerApp.Plan;
        return plan with { Services = plan.Services + more };
    }

    internal static AppPlan With(string application) => application switch
    {
        "bare" => AnswerApp.Plan,
        "MVC" => Adding(services => services.AddProblemDetails()) with { Controllers = [typeof(Neighbour)] },
        "exception handler and status pages" => Adding(services => services.AddProblemDetails()) with
        {
            Before = app =>
            {
                app.UseExceptionHandler();
                app.UseStatusCodePages();
                AnswerApp.Plan.Before!(app);
            },
        },
        _ => Adding(services => services.AddProblemDetails()),
    };

    [Route("neighbour")]
    internal sealed class Neighbour : Controller
    {
        [HttpGet]
        public IActionResult Get() => Ok();
    }

    private sealed class SilentWriter : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context) => default;
    }
}
