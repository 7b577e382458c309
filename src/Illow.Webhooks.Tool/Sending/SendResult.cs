using System.Net;
using System.Text.Json.Serialization;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>What came of one delivery. <see cref="Failure"/> says why there is no status.</summary>
internal sealed record SendResult(int? Status, bool Replayed, double Milliseconds, string? Problem = null, string? Detail = null, string? Failure = null)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public string Answer => Status is { } status ? $"{status} {(HttpStatusCode)status}" : $"no answer: {Failure}";

    [JsonIgnore]
    public string? Hint => Hints.For(this);
}
