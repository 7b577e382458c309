using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Model;

/// <summary>The inbox as the application's model has it: names ready for SQL, and the types by which values become parameters.</summary>
internal sealed class InboxTable
{
    private readonly Dictionary<string, (string Column, RelationalTypeMapping Mapping)> _columns = [];

    /// <exception cref="InvalidOperationException">The model has no inbox, or its provider knows no tables.</exception>
    internal InboxTable(DbContext context)
    {
        var contextName = context.GetType().Name;
        if (!context.Database.IsRelational())
        {
            throw new InvalidOperationException(
                $"{contextName} uses {context.Database.ProviderName}, which is no relational database: AddEntityFrameworkStore<{contextName}>() cannot keep the webhook inbox there.");
        }

        var entity = context.Model.FindEntityType(InboxEntity.Name);
        if (entity?.GetTableName() is not { } table)
        {
            throw new InvalidOperationException(
                $"The model of {contextName} has no webhook inbox. Call modelBuilder.AddIllowWebhookInbox() in {contextName}.OnModelCreating, and add a migration (dotnet ef migrations add IllowWebhookInbox).");
        }

        var sql = context.GetService<ISqlGenerationHelper>();
        var stored = StoreObjectIdentifier.Table(table, entity.GetSchema());
        DisplayName = stored.DisplayName();
        Name = sql.DelimitIdentifier(table, stored.Schema);
        foreach (var property in entity.GetProperties())
        {
            _columns[property.Name] = (sql.DelimitIdentifier(property.GetColumnName(stored)!), property.GetRelationalTypeMapping());
        }

        ParameterName = sql.GenerateParameterName;
        ParameterPlaceholder = sql.GenerateParameterNamePlaceholder;
    }

    internal string DisplayName { get; }

    internal string Name { get; }

    internal Func<string, string> ParameterName { get; }

    internal Func<string, string> ParameterPlaceholder { get; }

    internal string Column(string property) => _columns[property].Column;

    internal RelationalTypeMapping Mapping(string property) => _columns[property].Mapping;
}
