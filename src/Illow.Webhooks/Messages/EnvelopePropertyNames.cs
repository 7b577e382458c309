using System.Text.Json;

namespace Illow.Webhooks.Messages;

/// <summary>The names of the envelope's members, as the protocol spells them.</summary>
internal static class EnvelopePropertyNames
{
    internal const string CompanyId = "companyId";
    internal const string SiteId = "siteId";
    internal const string IdempotencyKey = "idempotencyKey";
    internal const string Metadata = "metadata";

    /// <summary>What every envelope has, in the order in which illow documents it.</summary>
    internal static IReadOnlyList<EnvelopeProperty> Required { get; } =
        [EnvelopeProperty.CompanyId, EnvelopeProperty.SiteId, EnvelopeProperty.IdempotencyKey, EnvelopeProperty.Metadata];

    /// <summary>The protocol's name of a member; null for those that it does not name.</summary>
    internal static string? NameOf(EnvelopeProperty member) => member switch
    {
        EnvelopeProperty.CompanyId => CompanyId,
        EnvelopeProperty.SiteId => SiteId,
        EnvelopeProperty.IdempotencyKey => IdempotencyKey,
        EnvelopeProperty.Metadata => Metadata,
        _ => null,
    };

    /// <summary>Which member the reader's name is, unescaped and with regard to case.</summary>
    internal static EnvelopeProperty Match(in Utf8JsonReader name, string? eventProperty)
    {
        if (Is(name, "companyId"u8))
        {
            return EnvelopeProperty.CompanyId;
        }

        if (Is(name, "siteId"u8))
        {
            return EnvelopeProperty.SiteId;
        }

        if (Is(name, "idempotencyKey"u8))
        {
            return EnvelopeProperty.IdempotencyKey;
        }

        if (Is(name, "metadata"u8))
        {
            return EnvelopeProperty.Metadata;
        }

        return eventProperty is not null && name.ValueTextEquals(eventProperty) ? EnvelopeProperty.Event : EnvelopeProperty.Unknown;
    }

    /// <summary>Which required member the reader's name is but for its case.</summary>
    internal static EnvelopeProperty MatchIgnoringCase(in Utf8JsonReader name)
    {
        var text = name.GetString();
        foreach (var member in Required)
        {
            if (string.Equals(text, NameOf(member), StringComparison.OrdinalIgnoreCase))
            {
                return member;
            }
        }

        return EnvelopeProperty.Unknown;
    }

    // A plain comparison with a constant becomes one or two instructions; few names are escaped
    private static bool Is(in Utf8JsonReader name, ReadOnlySpan<byte> expected) =>
        name.ValueIsEscaped ? name.ValueTextEquals(expected) : name.ValueSpan.SequenceEqual(expected);
}

/// <summary>The members of the top level that mean something to a receiver.</summary>
internal enum EnvelopeProperty
{
    /// <summary>None of ours: accepted, checked and left alone.</summary>
    Unknown = 0,

    CompanyId,
    SiteId,
    IdempotencyKey,
    Metadata,

    /// <summary>The member that may name the event, under whichever name the options give it.</summary>
    Event,
}
