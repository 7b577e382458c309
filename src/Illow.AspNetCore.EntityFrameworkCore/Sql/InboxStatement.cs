using System.Collections.Immutable;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>One SQL text with the parameters that occur in it.</summary>
internal sealed class InboxStatement
{
    private readonly ImmutableArray<(InboxParameter Parameter, string Name, RelationalTypeMapping Mapping)> _parameters;

    internal InboxStatement(InboxTable table, string text)
    {
        Text = text;
        _parameters =
        [
            .. Enum.GetValues<InboxParameter>()
                .Where(parameter => text.Contains(Placeholder(table, parameter), StringComparison.Ordinal))
                .Select(parameter => (parameter, table.ParameterName(Invariant(parameter)), MappingOf(table, parameter))),
        ];
    }

    internal string Text { get; }

    /// <summary>How a parameter stands in a text. The last letter keeps one name from being the beginning of another.</summary>
    internal static string Placeholder(InboxTable table, InboxParameter parameter) => table.ParameterPlaceholder(Invariant(parameter));

    internal IRelationalCommand Build(IRelationalCommandBuilderFactory factory)
    {
        var builder = factory.Create().Append(Text);
        foreach (var (parameter, name, mapping) in _parameters)
        {
            builder.AddParameter(Invariant(parameter), name, mapping, nullable: false);
        }

        return builder.Build();
    }

    internal Dictionary<string, object?> Values(in InboxValues values)
    {
        var result = new Dictionary<string, object?>(_parameters.Length);
        foreach (var (parameter, _, _) in _parameters)
        {
            result[Invariant(parameter)] = values.Of(parameter);
        }

        return result;
    }

    private static string Invariant(InboxParameter parameter) => $"inbox{parameter}_";

    private static RelationalTypeMapping MappingOf(InboxTable table, InboxParameter parameter) => table.Mapping(parameter switch
    {
        InboxParameter.Scope => InboxEntity.Scope,
        InboxParameter.BodyHash => InboxEntity.BodyHash,
        InboxParameter.Owner => InboxEntity.Owner,
        InboxParameter.State => InboxEntity.State,
        _ => InboxEntity.ExpiresAt,
    });
}
