using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Model;

/// <summary>
/// The inbox in a model: a property bag, so that no class of this package needs to be public, and none hinders proxies or compiled models.
/// </summary>
internal static class InboxEntity
{
    internal const string Name = "IllowWebhookInbox";

    /// <summary>32 bytes, not 64 digits: half the key's size, and no provider compares bytes by a collation.</summary>
    internal const string Scope = "Scope";

    internal const string BodyHash = "BodyHash";

    internal const string Owner = "Owner";

    internal const string Fence = "Fence";

    internal const string State = "State";

    /// <summary>
    /// Microseconds since 1970 UTC by the store's clock: the end of the lease while the event is handled, of the retention afterwards. A
    /// number, since what providers make of dates differs in precision, in time zone and in how one is added to.
    /// </summary>
    internal const string ExpiresAt = "ExpiresAt";

    internal static void AddTo(ModelBuilder modelBuilder, string? schema, string table) =>
        modelBuilder.SharedTypeEntity<Dictionary<string, object>>(Name, record =>
        {
            if (schema is null)
            {
                record.ToTable(table);
            }
            else
            {
                record.ToTable(table, schema);
            }

            record.IndexerProperty<byte[]>(Scope).HasMaxLength(IllowDigest.Length).IsFixedLength().IsRequired().ValueGeneratedNever();
            record.IndexerProperty<byte[]>(BodyHash).HasMaxLength(IllowDigest.Length).IsFixedLength().IsRequired();
            record.IndexerProperty<Guid>(Owner);
            record.IndexerProperty<long>(Fence);
            record.IndexerProperty<int>(State);
            record.IndexerProperty<long>(ExpiresAt);
            record.HasKey(Scope);
            record.HasIndex(ExpiresAt);
        });
}
