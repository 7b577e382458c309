using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>Looks at the inbox's rows from outside.</summary>
internal static class InboxRows
{
    internal static async Task<int> CountAsync(this TestDatabase database, params IEnumerable<IllowDigest> scopes)
    {
        await using var context = database.NewContext();
        var keys = scopes.Select(scope => scope.ToString()).ToHashSet();
        var rows = await context.Set<Dictionary<string, object>>("IllowWebhookInbox")
            .Select(row => EF.Property<byte[]>(row, "Scope"))
            .ToListAsync();
        return rows.Count(row => keys.Contains(new IllowDigest(row).ToString()));
    }
}
