using System.Text.Json;
using Illow.AspNetCore.Testing.Deliveries;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>One endpoint under test: makes bodies for it, signs them and sends them.</summary>
internal sealed class ConformanceRun
{
    private const int DefaultMaximum = 1024 * 1024;

    private static readonly Lazy<IllowTestKey> LazyStranger = new(() => new IllowTestKey());

    private readonly HttpClient _client;
    private readonly byte[] _metadata;
    private readonly Uri _url;

    internal ConformanceRun(HttpClient client, IllowConformanceOptions options)
    {
        _client = client;
        Options = options;
        Plan = DeliveryPlan.For(options.EventName, options.Delivery with { IdempotencyKey = null });
        _metadata = JsonSerializer.SerializeToUtf8Bytes(
            options.Metadata, options.Delivery.JsonSerializerOptions ?? JsonSerializerOptions.Web);
        _url = client.BaseAddress is { } address ? new Uri(address, Plan.Path) : new Uri(Plan.Path, UriKind.Absolute);
        MaximumBodySize = options.MaxRequestBodySize
            ?? (options.Delivery.Key ?? IllowTestKey.Shared).Apps.Find()?.MaxRequestBodySize
            ?? DefaultMaximum;
        Forged = Body();
    }

    internal IllowConformanceOptions Options { get; }

    internal DeliveryPlan Plan { get; }

    internal int MaximumBodySize { get; }

    /// <summary>A key that no application knows.</summary>
    internal static IllowTestKey Stranger => LazyStranger.Value;

    /// <summary>The body under all forgeries: had one of them left a claim, the genuine delivery of it would not be handled.</summary>
    internal byte[] Forged { get; }

    internal string SignatureOfForged => Sign(Forged);

    /// <summary>A new genuine body.</summary>
    internal byte[] Body() => EnvelopeWriter.Write(Plan.Envelope(_metadata));

    internal Attempt Genuine() => new(Body());

    /// <summary>The forged body with other header values.</summary>
    internal Attempt WithSignatures(params string[] signatures) => new(Forged) { Signatures = signatures };

    /// <summary>Another body under the signature of the forged one.</summary>
    internal Attempt WithBody(byte[] body) => new(body) { Signatures = [SignatureOfForged] };

    /// <summary>The envelope's members as raw JSON, in order, for bodies that no writer would write.</summary>
    internal List<(string Name, string Json)> Members()
    {
        using var body = JsonDocument.Parse(Body());
        return [.. body.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText()))];
    }

    internal static string Text(IEnumerable<(string Name, string Json)> members) =>
        "{" + string.Join(",", members.Select(member => $"\"{member.Name}\":{member.Json}")) + "}";

    internal string Sign(byte[] body) => Plan.Key.Sign(body, Plan.Hash);

    internal async Task<Answered> SendAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        using var request = attempt.ToRequest(_url, Plan.SignatureHeader, Sign);
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            return Answered.From(response);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Answered.Nothing(exception);
        }
    }

    /// <summary>Where every genuine delivery was answered 404, the checks say nothing of the endpoint.</summary>
    internal string? HintFor(IReadOnlyList<IllowConformanceCheck> checks)
    {
        if (checks.Any(check => check.Group == GenuineChecks.Group && !check.Answered.StartsWith("404", StringComparison.Ordinal)))
        {
            return null;
        }

        // What is forged is refused before the event counts
        return checks.Any(check => check.Passed && check.Expected == Expected.Unauthorized.Text)
            ? $"{_url} has no handler for {Options.EventName}: set IllowConformanceOptions.EventName to an event that it handles."
            : $"Nothing was found at {_url}: set Path of IllowConformanceOptions.Delivery to the URL that receives webhooks.";
    }
}
