using System.Text.Json;

namespace Illow.Webhooks.Messages;

/// <summary>The names of the envelope's members, as the protocol spells them.</summary>
internal static class EnvelopeMemberNames
{
    internal const string CompanyId = "companyId";
    internal const string SiteId = "siteId";
    internal const string IdempotencyKey = "idempotencyKey";
    internal const string Metadata = "metadata";

    /// <summary>The protocol's name of a member; null for those that it does not name.</summary>
    internal static string? NameOf(EnvelopeMember member) => member switch
    {
        EnvelopeMember.CompanyId => CompanyId,
        EnvelopeMember.SiteId => SiteId,
        EnvelopeMember.IdempotencyKey => IdempotencyKey,
        EnvelopeMember.Metadata => Metadata,
        _ => null,
    };

    /// <summary>Which member the reader's name is, unescaped and with regard to case.</summary>
    internal static EnvelopeMember Match(in Utf8JsonReader name, string? eventProperty)
    {
        if (Is(name, "companyId"u8))
        {
            return EnvelopeMember.CompanyId;
        }

        if (Is(name, "siteId"u8))
        {
            return EnvelopeMember.SiteId;
        }

        if (Is(name, "idempotencyKey"u8))
        {
            return EnvelopeMember.IdempotencyKey;
        }

        if (Is(name, "metadata"u8))
        {
            return EnvelopeMember.Metadata;
        }

        return eventProperty is not null && name.ValueTextEquals(eventProperty) ? EnvelopeMember.Event : EnvelopeMember.Unknown;
    }

    /// <summary>Which required member the reader's name is but for its case.</summary>
    internal static EnvelopeMember MatchIgnoringCase(in Utf8JsonReader name)
    {
        var text = name.GetString();
        foreach (var member in (ReadOnlySpan<EnvelopeMember>)[EnvelopeMember.CompanyId, EnvelopeMember.SiteId, EnvelopeMember.IdempotencyKey, EnvelopeMember.Metadata])
        {
            if (string.Equals(text, NameOf(member), StringComparison.OrdinalIgnoreCase))
            {
                return member;
            }
        }

        return EnvelopeMember.Unknown;
    }

    // A plain comparison with a constant becomes one or two instructions; few names are escaped
    private static bool Is(in Utf8JsonReader name, ReadOnlySpan<byte> expected) =>
        name.ValueIsEscaped ? name.ValueTextEquals(expected) : name.ValueSpan.SequenceEqual(expected);
}
