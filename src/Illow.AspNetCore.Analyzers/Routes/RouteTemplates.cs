using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Analyzers.Routes;

/// <summary>
/// The URLs of an action, by the rules of MVC and of the package: which attributes count, how they combine, and the default path for
/// an action without a route. What the source does not show is left out, so that nothing is compared that may differ.
/// </summary>
internal static class RouteTemplates
{
    /// <summary>Stands for Illow:Path.</summary>
    internal const string DefaultPath = "the default path (Illow:Path)";

    internal static ImmutableArray<string> Of(INamedTypeSymbol controller, IMethodSymbol action, WellKnownTypes types)
    {
        if (controller.AndBaseTypes().Any(t => t.Has(types.Host)) || action.AndOverridden().Any(m => m.Has(types.Host)))
        {
            return [];
        }

        var prefixes = RoutesOf(controller.AndBaseTypes(), types).Where(r => !r.IsSilent).ToList();
        var own = RoutesOf(action.AndOverridden(), types);
        var routes = own.Where(r => !r.IsSilent).ToList();
        var hasBare = own.Count == 0 || routes.Count == 0 || (own.Any(r => r.IsSilent) && routes.TrueForAll(r => r.NamesMethod));
        var urls = new List<string?>();
        foreach (var route in routes)
        {
            urls.AddRange(prefixes.Count == 0 ? [Url(null, route)] : prefixes.Select(prefix => Url(prefix, route)));
        }

        if (hasBare)
        {
            urls.AddRange(prefixes.Select(prefix => Url(prefix, null)));
            if (prefixes.Count == 0 && routes.Count == 0)
            {
                urls.Add(DefaultPath);
            }
        }

        var resolved = urls.Select(url => Resolved(url, controller, action, types)).OfType<string>();
        return [.. resolved.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    // The nearest class or override that has any counts, and those that it overrides do not
    private static List<Route> RoutesOf(IEnumerable<ISymbol> symbols, WellKnownTypes types) =>
        symbols.Select(symbol => RoutesOf(symbol, types).ToList()).FirstOrDefault(routes => routes.Count > 0) ?? [];

    private static IEnumerable<Route> RoutesOf(ISymbol symbol, WellKnownTypes types) =>
        symbol.GetAttributes()
            .Where(attribute => attribute.AttributeClass.Implements(types.RouteTemplateProvider))
            .Select(attribute => new Route(attribute, types));

    private static string? Url(Route? prefix, Route? route)
    {
        if (prefix is { IsKnown: false } || route is { IsKnown: false })
        {
            return null;
        }

        var template = route?.Template;
        var isAbsolute = template is not null
            && (template.StartsWith("/", StringComparison.Ordinal) || template.StartsWith("~/", StringComparison.Ordinal));
        var joined = isAbsolute ? template! : prefix?.Template + "/" + template;
        var order = (route?.Order ?? prefix?.Order) is { } value and not 0 ? " (order " + value + ")" : null;
        return "/" + joined.TrimStart('~').Trim('/') + order;
    }

    private static string? Resolved(string? url, INamedTypeSymbol controller, IMethodSymbol action, WellKnownTypes types)
    {
        if (url is null or DefaultPath)
        {
            return url;
        }

        var name = controller.Name.EndsWith(ControllerRules.Suffix, StringComparison.OrdinalIgnoreCase)
            ? controller.Name.Substring(0, controller.Name.Length - ControllerRules.Suffix.Length)
            : controller.Name;
        url = Replace(url, "[controller]", name);
        if (!action.AndOverridden().Any(m => m.Has(types.ActionName)))
        {
            url = Replace(url, "[action]", action.Name);
        }

        // A token that is left, or an escaped one, has its value from elsewhere
        return url.IndexOf('[') < 0 ? url.ToLowerInvariant() : null;
    }

    private static string Replace(string url, string token, string value)
    {
        for (var at = url.IndexOf(token, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = url.IndexOf(token, at + value.Length, StringComparison.OrdinalIgnoreCase))
        {
            url = url.Remove(at, token.Length).Insert(at, value);
        }

        return url;
    }

    private sealed class Route
    {
        internal Route(AttributeData attribute, WellKnownTypes types)
        {
            var named = attribute.NamedArguments.ToDictionary(a => a.Key, a => a.Value.Value);
            named.TryGetValue("Order", out var order);
            Order = order as int?;
            NamesMethod = attribute.AttributeClass.Implements(types.ActionHttpMethodProvider);
            var isAcceptVerbs = attribute.AttributeClass.Is(types.AcceptVerbs);
            Template = isAcceptVerbs
                ? named.TryGetValue("Route", out var route) ? route as string : null
                : attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string template }
                    ? template
                    : null;
            IsSilent = Template is null && Order is null && !named.ContainsKey("Name");

            // What an attribute of another make passes on to its base is not to be seen
            IsKnown = attribute.AttributeClass!.ContainingAssembly.Is(types.RouteTemplateProvider!.ContainingAssembly);
            IsSilent &= IsKnown;
        }

        internal string? Template { get; }

        internal int? Order { get; }

        internal bool NamesMethod { get; }

        internal bool IsSilent { get; }

        internal bool IsKnown { get; }
    }
}
