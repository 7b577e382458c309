using System.Collections.Immutable;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Illow.AspNetCore.EntityFrameworkCore.Store;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>One SQL text with the parameters that occur in it.</summary>
internal sealed class InboxStatement
{
    private readonly ImmutableArray<StatementParameter> _parameters;
    private readonly DirectSessions? _preparing;
    private IRelationalCommand? _template;

    /// <param name="table">The table.</param>
    /// <param name="text">The text.</param>
    /// <param name="steps">How many steps it is for, where each has parameters of its own.</param>
    /// <param name="preparing">The connections on which it may be prepared; null for none.</param>
    internal InboxStatement(InboxTable table, string text, int steps = 1, DirectSessions? preparing = null)
    {
        Text = text;
        _preparing = preparing;
        _parameters =
        [
            .. from step in Enumerable.Range(0, steps)
               from parameter in Enum.GetValues<InboxParameter>()
               where text.Contains(Placeholder(table, parameter, step), StringComparison.Ordinal)
               let invariant = Invariant(parameter, step)
               select new StatementParameter(parameter, step, invariant, table.ParameterName(invariant), MappingOf(table, parameter)),
        ];
    }

    internal string Text { get; }

    /// <summary>How a parameter stands in a text. The last letter keeps one name from being the beginning of another.</summary>
    internal static string Placeholder(InboxTable table, InboxParameter parameter, int step = 0) =>
        table.ParameterPlaceholder(Invariant(parameter, step));

    /// <summary>
    /// What commands of this text are filled from. Built once: the text and its types are the same for all contexts of the model.
    /// </summary>
    internal IRelationalCommandTemplate Template(IRelationalCommandBuilderFactory factory)
    {
        if (_template is { } template)
        {
            return template;
        }

        var builder = factory.Create().Append(Text);
        foreach (var (_, _, invariant, name, mapping) in _parameters)
        {
            builder.AddParameter(invariant, name, mapping, nullable: false);
        }

        var built = builder.Build();
        if (_preparing is not null)
        {
            PreparingInterceptor.Add(built.CommandText, _preparing);
        }

        return _template = built;
    }

    internal Dictionary<string, object?> Values(ReadOnlySpan<InboxValues> steps)
    {
        var result = new Dictionary<string, object?>(_parameters.Length);
        foreach (var (parameter, step, invariant, _, _) in _parameters)
        {
            result[invariant] = parameter switch
            {
                InboxParameter.Scopes => ArrayOf<byte[]>(steps, InboxParameter.Scope),
                InboxParameter.BodyHashes => ArrayOf<byte[]>(steps, InboxParameter.BodyHash),
                InboxParameter.Owners => ArrayOf<Guid>(steps, InboxParameter.Owner),
                InboxParameter.LockKeys => ArrayOf<long>(steps, InboxParameter.LockKey),
                _ => steps[step].Of(parameter),
            };
        }

        return result;
    }

    private static T[] ArrayOf<T>(ReadOnlySpan<InboxValues> steps, InboxParameter parameter)
    {
        var result = new T[steps.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (T)steps[i].Of(parameter);
        }

        return result;
    }

    private static string Invariant(InboxParameter parameter, int step) => step == 0 ? $"inbox{parameter}_" : $"inbox{step}{parameter}_";

    private static RelationalTypeMapping MappingOf(InboxTable table, InboxParameter parameter) => parameter switch
    {
        InboxParameter.Scope => table.Mapping(InboxEntity.Scope),
        InboxParameter.BodyHash => table.Mapping(InboxEntity.BodyHash),
        InboxParameter.Owner => table.Mapping(InboxEntity.Owner),
        InboxParameter.State => table.Mapping(InboxEntity.State),
        InboxParameter.Scopes or InboxParameter.BodyHashes => table.FindArrayMapping(InboxEntity.Scope)!,
        InboxParameter.Owners => table.FindArrayMapping(InboxEntity.Owner)!,
        InboxParameter.LockKeys => table.FindArrayMapping(InboxEntity.ExpiresAt)!,
        _ => table.Mapping(InboxEntity.ExpiresAt),
    };

    private readonly record struct StatementParameter(
        InboxParameter Parameter, int Step, string Invariant, string Name, RelationalTypeMapping Mapping);
}
