using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Fuzz.Targets.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Fuzz.Targets;

/// <summary>The whole pipeline: each answer is as docs/problems.md says, and a handler runs only for a verified event.</summary>
internal sealed class PipelineTarget : FuzzTarget
{
    // Now and then what was handled is forgotten, so that neither side grows for ever
    private const int RunsBetweenForgetting = 2000;

    private readonly Receiver _receiver = new();
    private readonly Oracle _oracle = new();
    private byte[]? _unauthorized;
    private int _runs;

    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new EnvelopeTarget().Words,
        .. new[]
        {
            "\"event\":\"dsr.created\",", "\"event\":\"dsr.updated\",", "\"event\":\"x\",", "\"companyId\":\"c-1\"",
            "\"idempotencyKey\":\"f\"", """{"companyId":"c-1","siteId":"s","idempotencyKey":"k","metadata":{}}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    internal override void Run(ReadOnlySpan<byte> input)
    {
        if (FuzzedRequest.Read(input) is not { } request)
        {
            return;
        }

        if (++_runs % RunsBetweenForgetting == 0)
        {
            _receiver.Time.Advance(TimeSpan.FromDays(31));
            _oracle.Forget();
        }

        var expected = _oracle.Expect(request);
        var context = _receiver.Send(request);
        var response = context.Response;
        Hold(
            response.StatusCode == expected.Status,
            $"{request.Method} {request.Url}: expected {expected.Status}, was {response.StatusCode}");
        Hold(expected.Runs == _receiver.Seen is not null, $"a handler runs exactly where one must: expected {expected.Runs}");
        Hold(expected.IsReplay == response.Headers.ContainsKey("idempotent-replayed"), "a replay says so, and nothing else does");
        if (_receiver.Seen is { } envelope)
        {
            Hold(envelope.RawBody.Span.SequenceEqual(request.Body), "a handler sees the body as it was signed");
        }
        else if (!expected.IsReplay)
        {
            HoldOfProblem(response);
        }
    }

    private void HoldOfProblem(HttpResponse response)
    {
        using var stream = new MemoryStream();
        response.Body.CopyTo(stream);
        var body = stream.ToArray();
        Hold(response.ContentType == "application/problem+json", "a refusal is a problem document");
        using var problem = JsonDocument.Parse(body);
        Hold(problem.RootElement.GetProperty("status").GetInt32() == response.StatusCode, "a problem document names its status");
        Hold(
            response.StatusCode == StatusCodes.Status401Unauthorized == (response.Headers.WWWAuthenticate == "Illow-Signature"),
            "401 alone carries WWW-Authenticate");
        Hold(response.StatusCode == StatusCodes.Status405MethodNotAllowed == (response.Headers.Allow == "POST"), "405 alone carries Allow");
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            _unauthorized ??= body;
            Hold(body.AsSpan().SequenceEqual(_unauthorized), "all 401 have one body");
        }
    }
}
