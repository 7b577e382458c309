using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Model;

/// <summary>The inbox as the application's model has it: names ready for SQL, and the types by which values become parameters.</summary>
internal sealed class InboxTable
{
    private readonly Dictionary<string, (string Column, RelationalTypeMapping Mapping)> _columns = [];
    private readonly IRelationalTypeMappingSource _types;

    /// <exception cref="InvalidOperationException">The model has no inbox, or its provider knows no tables.</exception>
    internal InboxTable(DbContext context)
    {
        if (FindProblem(context) is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        var entity = context.Model.FindEntityType(InboxEntity.Name)!;
        var table = entity.GetTableName()!;
        var sql = context.GetService<ISqlGenerationHelper>();
        var stored = StoreObjectIdentifier.Table(table, entity.GetSchema());
        DisplayName = stored.DisplayName();
        Name = sql.DelimitIdentifier(table, stored.Schema);
        foreach (var property in entity.GetProperties())
        {
            _columns[property.Name] = (sql.DelimitIdentifier(property.GetColumnName(stored)!), property.GetRelationalTypeMapping());
        }

        _types = context.GetService<IRelationalTypeMappingSource>();
        ParameterName = sql.GenerateParameterName;
        ParameterPlaceholder = sql.GenerateParameterNamePlaceholder;
    }

    internal string DisplayName { get; }

    internal string Name { get; }

    internal Func<string, string> ParameterName { get; }

    internal Func<string, string> ParameterPlaceholder { get; }

    /// <summary>Why the context cannot hold the inbox; null where it can.</summary>
    internal static string? FindProblem(DbContext context)
    {
        var name = context.GetType().Name;
        if (!context.Database.IsRelational())
        {
            return $"{name} uses {context.Database.ProviderName}, which is not a relational database: " +
                $"AddEntityFrameworkStore<{name}>() cannot keep the webhook inbox there. In tests, services.UseIllowInMemoryStore() of " +
                "Illow.AspNetCore.Testing takes its place.";
        }

        return context.Model.FindEntityType(InboxEntity.Name)?.GetTableName() is null
            ? $"The model of {name} has no webhook inbox. Call modelBuilder.AddIllowWebhookInbox() in {name}.OnModelCreating, and add " +
              "a migration (dotnet ef migrations add IllowWebhookInbox)."
            : null;
    }

    internal string Column(string property) => _columns[property].Column;

    internal RelationalTypeMapping Mapping(string property) => _columns[property].Mapping;

    /// <summary>
    /// The type of an array of a column's values; null where the provider has none, or the model keeps the values as something else.
    /// </summary>
    internal RelationalTypeMapping? FindArrayMapping(string property)
    {
        var mapping = Mapping(property);
        return mapping.Converter is null ? _types.FindMapping(mapping.ClrType.MakeArrayType(), mapping.StoreType + "[]") : null;
    }
}
