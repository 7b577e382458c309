using System.Collections.Immutable;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>One SQL text with the parameters that occur in it.</summary>
internal sealed class InboxStatement
{
    private readonly ImmutableArray<(InboxParameter Parameter, string Invariant, string Name, RelationalTypeMapping Mapping)> _parameters;
    private IRelationalCommand? _template;

    internal InboxStatement(InboxTable table, string text)
    {
        Text = text;
        _parameters =
        [
            .. Enum.GetValues<InboxParameter>()
                .Where(parameter => text.Contains(Placeholder(table, parameter), StringComparison.Ordinal))
                .Select(parameter => (parameter, Invariant(parameter), table.ParameterName(Invariant(parameter)), MappingOf(table, parameter))),
        ];
    }

    internal string Text { get; }

    /// <summary>How a parameter stands in a text. The last letter keeps one name from being the beginning of another.</summary>
    internal static string Placeholder(InboxTable table, InboxParameter parameter) => table.ParameterPlaceholder(Invariant(parameter));

    /// <summary>What commands of this text are filled from. Built once: the text and its types are the same for all contexts of the model.</summary>
    internal IRelationalCommandTemplate Template(IRelationalCommandBuilderFactory factory)
    {
        if (_template is { } template)
        {
            return template;
        }

        var builder = factory.Create().Append(Text);
        foreach (var (_, invariant, name, mapping) in _parameters)
        {
            builder.AddParameter(invariant, name, mapping, nullable: false);
        }

        return _template = builder.Build();
    }

    internal Dictionary<string, object?> Values(in InboxValues values)
    {
        var result = new Dictionary<string, object?>(_parameters.Length);
        foreach (var (parameter, invariant, _, _) in _parameters)
        {
            result[invariant] = values.Of(parameter);
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
