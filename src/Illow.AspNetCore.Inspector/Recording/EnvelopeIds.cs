namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>What a verified envelope says besides its metadata.</summary>
internal sealed record EnvelopeIds(string CompanyId, string SiteId, string IdempotencyKey)
{
    internal static EnvelopeIds Of(IllowMessage message) => new(message.CompanyId, message.SiteId, message.IdempotencyKey);

    internal int Length => CompanyId.Length + SiteId.Length + IdempotencyKey.Length;
}
