namespace Illow.AspNetCore.Testing.Deliveries;

/// <summary>What an envelope is to say. <paramref name="EventProperty"/> null: the body does not name its event.</summary>
internal sealed record EnvelopeText(
    string CompanyId, string SiteId, string IdempotencyKey, string Event, string? EventProperty, byte[] MetadataJson);
