using Illow.AspNetCore.EntityFrameworkCore.Model;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds the table in which illow webhooks record their idempotency keys.</summary>
public static class IllowWebhookInboxModelBuilderExtensions
{
    /// <summary>
    /// Adds the webhook inbox to the model, so that migrations create its table: one row for each event that is being handled or was
    /// handled within the retention, with hashes of its key and body and nothing of what they said.
    /// </summary>
    /// <param name="modelBuilder">The builder that <c>OnModelCreating</c> is given.</param>
    /// <param name="schema">The table's schema. Default: null, the model's own default.</param>
    /// <param name="table">The table's name. Default: <c>IllowWebhookInbox</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="modelBuilder"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="table"/> is null or blank.</exception>
    public static ModelBuilder AddIllowWebhookInbox(this ModelBuilder modelBuilder, string? schema = null, string table = InboxEntity.Name)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        InboxEntity.AddTo(modelBuilder, schema, table);
        return modelBuilder;
    }
}
