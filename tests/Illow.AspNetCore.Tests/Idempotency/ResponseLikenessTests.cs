using System.Net;
using System.Text;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>
/// Whatever a handler does with its response, the sender and the handler see what they would see on a plain endpoint of Kestrel.
/// </summary>
public sealed class ResponseLikenessTests
{
    private static readonly byte[] Half = "ans"u8.ToArray();

    private static readonly Dictionary<string, Func<HttpContext, Notes, Task>> Handlers = new()
    {
        ["body closed after writing"] = async (context, _) =>
        {
            await context.Response.WriteAsync("answer");
            await context.Response.Body.DisposeAsync();
        },
        ["body closed before writing"] = async (context, _) =>
        {
            await context.Response.Body.DisposeAsync();
            await context.Response.WriteAsync("answer");
        },
        ["body closed by a StreamWriter"] = async (context, _) =>
        {
            await using var writer = new StreamWriter(context.Response.Body, Encoding.UTF8, 16);
            await writer.WriteAsync("answer");
        },
        ["writer, then body"] = async (context, _) =>
        {
            Put(context, "ans");
            await context.Response.Body.WriteAsync("wer"u8.ToArray());
        },
        ["body, then writer, then body"] = async (context, _) =>
        {
            await context.Response.Body.WriteAsync("a"u8.ToArray());
            Put(context, "nsw");
            await context.Response.Body.WriteAsync("er"u8.ToArray());
        },
        ["writer flushed, then body, then writer"] = async (context, _) =>
        {
            await context.Response.BodyWriter.WriteAsync(Half);
            await context.Response.Body.WriteAsync("we"u8.ToArray());
            Put(context, "r");
        },
        ["writer in small pieces"] = async (context, _) =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Put(context, "0123456789");
            }

            await context.Response.BodyWriter.FlushAsync();
        },
        ["a large piece"] = (context, _) => context.Response.Body.WriteAsync(new byte[300_000]).AsTask(),
        ["file, in part"] = async (context, _) =>
        {
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, "an answer!");
            await context.Response.SendFileAsync(file, 3, 6);
            File.Delete(file);
        },
        ["writer completed"] = async (context, _) =>
        {
            Put(context, "answer");
            await context.Response.BodyWriter.CompleteAsync();
        },
        ["response completed"] = async (context, _) =>
        {
            await context.Response.WriteAsync("answer");
            await context.Response.CompleteAsync();
        },
        ["response completed, then status"] = async (context, notes) =>
        {
            await context.Response.CompleteAsync();
            Try(notes, () => context.Response.StatusCode = 500);
        },
        ["204"] = (context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        },
        ["204 with a body"] = (context, _) =>
        {
            context.Response.StatusCode = 204;
            return context.Response.WriteAsync("answer");
        },
        ["204 with JSON"] = (context, _) => Results.Json(new { answer = 1 }, statusCode: 204).ExecuteAsync(context),
        ["304 with a body"] = async (context, _) =>
        {
            context.Response.StatusCode = 304;
            await context.Response.Body.WriteAsync(Half);
        },
        ["205 with a body"] = async (context, _) =>
        {
            context.Response.StatusCode = 205;
            await context.Response.Body.WriteAsync(Half);
        },
        ["204 with an empty write"] = async (context, _) =>
        {
            context.Response.StatusCode = 204;
            await context.Response.Body.WriteAsync(ReadOnlyMemory<byte>.Empty);
        },
        ["length declared"] = (context, _) =>
        {
            context.Response.ContentLength = 6;
            return context.Response.WriteAsync("answer");
        },
        ["more than declared"] = (context, _) =>
        {
            context.Response.ContentLength = 3;
            return context.Response.WriteAsync("answer");
        },
        ["less than declared"] = (context, _) =>
        {
            context.Response.ContentLength = 9;
            Put(context, "answer");
            return Task.CompletedTask;
        },
        ["nothing of what was declared"] = (context, _) =>
        {
            context.Response.ContentLength = 9;
            return Task.CompletedTask;
        },
        ["started or not"] = async (context, notes) =>
        {
            var response = context.Response;
            notes.Add($"{response.HasStarted}");
            response.BodyWriter.GetSpan(1)[0] = (byte)'a';
            response.BodyWriter.Advance(1);
            notes.Add($"{response.HasStarted}");
            await response.BodyWriter.FlushAsync();
            notes.Add($"{response.HasStarted}");
        },
        ["started by a write"] = async (context, notes) =>
        {
            await context.Response.Body.WriteAsync(Half);
            notes.Add($"{context.Response.HasStarted}");
        },
        ["started by StartAsync"] = async (context, notes) =>
        {
            await context.Response.StartAsync();
            notes.Add($"{context.Response.HasStarted}");
            await context.Response.WriteAsync("answer");
        },
        ["changed after the start"] = async (context, notes) =>
        {
            var response = context.Response;
            response.Headers["x-kept"] = "1";
            await response.WriteAsync("answer");
            Try(notes, () => response.StatusCode = 500);
            Try(notes, () => response.Headers["x-late"] = "1");
            Try(notes, () => response.Headers.ContentType = "text/late");
            Try(notes, () => response.Headers.Remove("x-kept"));
            Try(notes, () => response.ContentLength = 1);
            Try(notes, () => response.OnStarting(() => Task.CompletedTask));
            Try(notes, response.Clear);
            notes.Add($"{response.Headers["x-kept"]}{response.Headers.ContainsKey("x-kept")}");
        },
        ["cleared before the start"] = async (context, _) =>
        {
            context.Response.StatusCode = 500;
            context.Response.Headers["x-late"] = "1";
            context.Response.Clear();
            await context.Response.WriteAsync("answer");
        },
        ["body replaced for a while"] = async (context, _) =>
        {
            var original = context.Response.Body;
            using var mine = new MemoryStream();
            context.Response.Body = mine;
            await context.Response.WriteAsync("answer");
            context.Response.Body = original;
            mine.Position = 0;
            await mine.CopyToAsync(context.Response.Body);
        },
        ["trailers"] = async (context, notes) =>
        {
            notes.Add($"{context.Response.SupportsTrailers()}");
            context.Response.DeclareTrailer("x-sum");
            await context.Response.WriteAsync("answer");
            context.Response.AppendTrailer("x-sum", "42");
        },
        ["buffering switched off"] = async (context, _) =>
        {
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.WriteAsync("answer");
        },
        ["JSON"] = (context, _) => context.Response.WriteAsJsonAsync(new { answer = new string('x', 20_000) }),
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var handler in Handlers.Keys)
            {
                data.Add(handler, false);
                data.Add(handler, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Handler_WritesInItsWay_IsAnsweredAsOnAPlainEndpoint(string handler, bool http2)
    {
        // A handler may go on after its answer has been sent
        using var ended = new SemaphoreSlim(0);
        async Task RunAsync(HttpContext context)
        {
            try
            {
                await Handlers[handler](context, context.RequestServices.GetRequiredService<Notes>());
            }
            finally
            {
                ended.Release();
            }
        }

        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Kestrel = true,
            Http2 = http2,
            Map = e =>
            {
                e.MapPost("/plain", RunAsync);
                e.MapPost("/webhook", RunAsync).WithMetadata(new IllowWebhookAttribute("dsr.created"));
            },
        });

        var plain = await SendAsync(app, "/plain", http2);
        await ended.WaitAsync(TestContext.Current.CancellationToken);
        var seenPlain = app.Notes.Lines;
        var webhook = await SendAsync(app, "/webhook", http2);
        await ended.WaitAsync(TestContext.Current.CancellationToken);

        // A handler that fails after the start is cut off on a plain endpoint; here nothing has left yet
        if (handler.StartsWith("20", StringComparison.Ordinal) || handler.StartsWith("304", StringComparison.Ordinal))
        {
            Assert.Equal($"{handler[..3]} |", $"{webhook[..4]}{webhook[webhook.IndexOf('|', StringComparison.Ordinal)..^1]}");
            Assert.True(plain == "cut off" || plain[..3] == webhook[..3], plain);
        }
        else if (plain == "cut off" || plain.StartsWith("500 ", StringComparison.Ordinal))
        {
            Assert.StartsWith("500 ", webhook, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(plain, webhook);
        }

        Assert.Equal(seenPlain, app.Notes.Lines.Skip(seenPlain.Count));
    }

    [Theory]
    [InlineData("less than declared")]
    [InlineData("more than declared")]
    [InlineData("nothing of what was declared")]
    public async Task Handler_FailsByItsAnswer_LeavesTheEventOpen(string handler)
    {
        var store = new ScriptedStore();
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Kestrel = true,
                Services = services => services.AddSingleton<IIllowIdempotencyStore>(store),
                Map = e =>
                    e.MapPost("/webhooks/illow", context => Handlers[handler](context, new Notes()))
                        .WithMetadata(new IllowWebhookAttribute("dsr.created")),
            });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(["claim", "release"], store.Steps);
    }

    private static async Task<string> SendAsync(WebhookApp app, string url, bool http2)
    {
        // A connection of its own: what a plain endpoint did to the last one is not the next one's affair
        using var client = new HttpClient { BaseAddress = app.Address };
        using var request = Delivery.Of().To(url);
        if (http2)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        try
        {
            using var response = await client.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            var headers = response
                .Headers.Concat(response.Content.Headers)
                .Where(header => header.Key is not ("Date" or "Content-Length" or "Transfer-Encoding"));
            var trailers = string.Join("; ", response.TrailingHeaders.Select(Text));
            return $"{(int)response.StatusCode} {string.Join("; ", headers.Select(Text).Order(StringComparer.Ordinal))}|{body}|{trailers}";
        }
        catch (HttpRequestException)
        {
            return "cut off";
        }
    }

    private static string Text(KeyValuePair<string, IEnumerable<string>> header) => $"{header.Key}={string.Join(",", header.Value)}";

    private static void Put(HttpContext context, string text)
    {
        var writer = context.Response.BodyWriter;
        writer.Advance(Encoding.UTF8.GetBytes(text, writer.GetSpan(text.Length)));
    }

    private static void Try(Notes notes, Action action)
    {
        try
        {
            action();
            notes.Add("done");
        }
        catch (InvalidOperationException)
        {
            notes.Add("refused");
        }
    }
}
