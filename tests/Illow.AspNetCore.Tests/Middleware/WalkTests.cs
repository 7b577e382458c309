using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Tests.Middleware;

/// <summary>The walk of a delivery stays short, in one file, and told by the page on the architecture.</summary>
public sealed partial class WalkTests
{
    [Fact]
    public async Task Frames_FromTheMiddlewareToNext_AreAtMostFour()
    {
        List<string> own = [];
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            // Right behind the middleware, on the way to the endpoint
            After = a => a.Use((HttpContext context, RequestDelegate next) =>
            {
                own = OwnMethods(new StackTrace());
                return next(context);
            }),
            Map = e => e.MapIllowWebhook("dsr.created", () => Results.Ok()),
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.True(answer.IsSuccessStatusCode);
        Assert.True(own.Count <= 4, string.Join(" < ", own));
        Assert.Equal("IllowWebhookMiddleware.InvokeAsync", own[^1]);
    }

    [Fact]
    public void Steps_OfTheFile_AreThoseOfThePage()
    {
        var walk = Repository.Read("src/Illow.AspNetCore/Middleware/IllowWebhookMiddleware.cs");
        var told = Step().Matches(walk).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}").ToList();
        var drawn = DrawnStep()
            .Matches(Repository.Read("docs/architecture.md"))
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}")
            .ToList();

        Assert.Equal(6, drawn.Count);
        Assert.Equal(drawn.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Equal(drawn.Take(5).Select(step => step[2..]), Helpers().Matches(walk).Select(match => match.Groups[1].Value));
    }

    // An asynchronous method stands there several times: as itself, as its start, as its state machine
    private static List<string> OwnMethods(StackTrace trace)
    {
        var own = new List<string>();
        foreach (var method in trace.GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>())
        {
            if (method.DeclaringType is { } type && type.Assembly == typeof(IllowEnvelope).Assembly)
            {
                var machine = StateMachine().Match(type.Name);
                var name = machine.Success ? $"{type.DeclaringType!.Name}.{machine.Groups[1].Value}" : $"{type.Name}.{method.Name}";
                if (own.Count == 0 || own[^1] != name)
                {
                    own.Add(name);
                }
            }
        }

        return own;
    }

    [GeneratedRegex("^<(\\w+)>d__")]
    private static partial Regex StateMachine();

    [GeneratedRegex("// Step ([1-6]), ([a-z ]+)")]
    private static partial Regex Step();

    [GeneratedRegex("^   ([1-6])  ([a-z ]+?)  ", RegexOptions.Multiline)]
    private static partial Regex DrawnStep();

    [GeneratedRegex("// ---- Step [1-5], ([a-z ]+) ----")]
    private static partial Regex Helpers();
}
