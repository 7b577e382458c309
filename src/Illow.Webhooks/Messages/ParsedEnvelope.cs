namespace Illow.Webhooks.Messages;

/// <summary>
/// What a body says, without a word about HTTP. Only meaningful where <see cref="EnvelopeParser.TryParse"/> answered true.
/// </summary>
internal readonly struct ParsedEnvelope
{
    /// <summary>The company, 1 to 512 UTF-16 characters, unescaped.</summary>
    public required string CompanyId { get; init; }

    /// <summary>The site, 1 to 512 UTF-16 characters, unescaped.</summary>
    public required string SiteId { get; init; }

    /// <summary>What tells a repetition, 1 to 512 UTF-16 characters, unescaped.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The event that the body names; null where it names none, or not with a string of 1 to 512 characters.</summary>
    public string? Event { get; init; }

    /// <summary>Where the metadata's value starts in the body, in bytes.</summary>
    public required int MetadataStart { get; init; }

    /// <summary>Length of the metadata's value in bytes; at least 1.</summary>
    public required int MetadataLength { get; init; }
}
