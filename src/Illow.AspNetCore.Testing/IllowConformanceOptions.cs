namespace Illow.AspNetCore.Testing;

/// <summary>What <see cref="IllowConformance.RunAsync"/> sends, and where.</summary>
public sealed record IllowConformanceOptions
{
    /// <summary>An event that the endpoint handles. Default: <c>dsr.created</c>.</summary>
    public string EventName { get; init; } = "dsr.created";

    /// <summary>Data that its handler answers 2xx. Default: <see cref="IllowFixtures.DsrCreated"/>.</summary>
    public object? Metadata { get; init; } = IllowFixtures.DsrCreated();

    /// <summary>
    /// Path, key, registration and ids. <see cref="IllowDeliveryOptions.IdempotencyKey"/> is ignored: every check has its own.
    /// </summary>
    public IllowDeliveryOptions Delivery { get; init; } = new();

    /// <summary>The largest accepted body, in bytes. Default: the application's setting where it is known, else 1 MiB.</summary>
    public int? MaxRequestBodySize { get; init; }

    /// <summary>Whether the endpoint recognises repetitions. Default: true; false where it has switched idempotency off.</summary>
    public bool Repetitions { get; init; } = true;

    /// <summary>How many copies of one delivery are sent at once. Default: 8; at least 2.</summary>
    public int Concurrency { get; init; } = 8;
}
