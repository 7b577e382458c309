using System.Net;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>What came back, or why nothing did.</summary>
internal sealed record Answered(int Status, bool Replayed, bool HasAllow, string? Failure = null)
{
    internal bool IsSuccess => Status is >= 200 and < 300;

    internal static Answered From(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Headers.TryGetValues("idempotent-replayed", out var values) && values.Contains("true", StringComparer.Ordinal),
        response.Content.Headers.Allow.Count > 0);

    internal static Answered Nothing(Exception exception) => new(0, false, false, (exception.InnerException ?? exception).GetType().Name);

    public override string ToString()
    {
        if (Failure is not null)
        {
            return $"no answer ({Failure})";
        }

        var text = $"{Status} {(HttpStatusCode)Status}";
        return Replayed ? text + ", repetition" : text;
    }
}
