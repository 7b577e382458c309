namespace MvcSample.Cases;

/// <summary>A person's request that has to be answered in time.</summary>
public sealed record PrivacyCase(string Id)
{
    /// <summary>The law under which the person asks, as illow wrote it.</summary>
    public string? Legislation { get; init; }

    public string? Status { get; init; }

    /// <summary>Null where illow sent no date: somebody has to look the deadline up.</summary>
    public DateTimeOffset? DueDate { get; init; }
}
