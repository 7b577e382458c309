namespace Illow.Webhooks.Messages;

/// <summary>The members of the top level that mean something to a receiver.</summary>
internal enum EnvelopeProperty
{
    /// <summary>None of ours: accepted, checked and left alone.</summary>
    Unknown = 0,

    CompanyId,
    SiteId,
    IdempotencyKey,
    Metadata,

    /// <summary>The member that may tell the event, under whichever name the options give it.</summary>
    Event,
}
