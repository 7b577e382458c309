using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Analyzers.Routes;

/// <summary>What a handler takes at a URL: one event of one webhook, of any webhook, or every other event.</summary>
internal readonly struct HandledEvent(string url, string? @event, string? webhook)
{
    /// <summary>Equal where only one handler may take the event.</summary>
    internal (string, string?, string?) Key => (url, @event, webhook?.ToUpperInvariant());

    internal string Url => url;

    internal string What =>
        (@event is null ? "every other event" : $"the event '{@event}'") + (webhook is null ? null : $" of the webhook '{webhook}'");

    /// <summary>What the attributes take at each URL; attributes whose events are not constants are left out.</summary>
    internal static IEnumerable<HandledEvent> Of(IEnumerable<AttributeData> declarations, ImmutableArray<string> urls) =>
        from declaration in declarations
        let sender = declaration.NamedArguments.FirstOrDefault(a => a.Key == "Webhook").Value.Value as string
        from name in EventsOf(declaration)
        from address in urls
        select new HandledEvent(address, name, sender);

    // An attribute's arguments are constants; a default array stands for one that does not compile
    private static IEnumerable<string?> EventsOf(AttributeData declaration)
    {
        var argument = declaration.ConstructorArguments.FirstOrDefault();
        return argument.Kind != TypedConstantKind.Array || argument.IsNull
            ? []
            : argument.Values.Select(v => v.Value as string).DefaultIfEmpty();
    }
}
