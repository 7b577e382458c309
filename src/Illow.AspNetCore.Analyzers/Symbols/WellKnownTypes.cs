using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Analyzers.Symbols;

/// <summary>The types of the package and of the framework that the rules ask for, looked up once for each compilation.</summary>
internal sealed class WellKnownTypes
{
    private WellKnownTypes(Compilation compilation, INamedTypeSymbol illowWebhook)
    {
        Compilation = compilation;
        IllowWebhook = illowWebhook;
        Envelope = Find("Illow.AspNetCore.IllowEnvelope");
        Controller = Find("Microsoft.AspNetCore.Mvc.ControllerAttribute");
        NonController = Find("Microsoft.AspNetCore.Mvc.NonControllerAttribute");
        NonAction = Find("Microsoft.AspNetCore.Mvc.NonActionAttribute");
        PageModel = Find("Microsoft.AspNetCore.Mvc.RazorPages.PageModel");
        HttpMethodAttribute = Find("Microsoft.AspNetCore.Mvc.Routing.HttpMethodAttribute");
        AcceptVerbs = Find("Microsoft.AspNetCore.Mvc.AcceptVerbsAttribute");
        RouteTemplateProvider = Find("Microsoft.AspNetCore.Mvc.Routing.IRouteTemplateProvider");
        ActionHttpMethodProvider = Find("Microsoft.AspNetCore.Mvc.Routing.IActionHttpMethodProvider");
        ActionName = Find("Microsoft.AspNetCore.Mvc.ActionNameAttribute");
        Host = Find("Microsoft.AspNetCore.Routing.HostAttribute");
        AsParameters = Find("Microsoft.AspNetCore.Http.AsParametersAttribute");
        HttpContext = Find("Microsoft.AspNetCore.Http.HttpContext");
        HttpRequest = Find("Microsoft.AspNetCore.Http.HttpRequest");
        CancellationToken = Find("System.Threading.CancellationToken");
        KnownEvents = ConstantsOf(Find("Illow.Webhooks.IllowEvents"));
    }

    internal Compilation Compilation { get; }

    internal INamedTypeSymbol IllowWebhook { get; }

    /// <summary>The names that the package itself gives to events.</summary>
    internal ImmutableArray<string> KnownEvents { get; }

    internal INamedTypeSymbol? Envelope { get; }

    internal INamedTypeSymbol? Controller { get; }

    internal INamedTypeSymbol? NonController { get; }

    internal INamedTypeSymbol? NonAction { get; }

    internal INamedTypeSymbol? PageModel { get; }

    internal INamedTypeSymbol? HttpMethodAttribute { get; }

    internal INamedTypeSymbol? AcceptVerbs { get; }

    internal INamedTypeSymbol? RouteTemplateProvider { get; }

    internal INamedTypeSymbol? ActionHttpMethodProvider { get; }

    internal INamedTypeSymbol? ActionName { get; }

    internal INamedTypeSymbol? Host { get; }

    internal INamedTypeSymbol? AsParameters { get; }

    internal INamedTypeSymbol? HttpContext { get; }

    internal INamedTypeSymbol? HttpRequest { get; }

    internal INamedTypeSymbol? CancellationToken { get; }

    /// <summary>Null where the compilation does not know [IllowWebhook]: nothing is to be looked at then.</summary>
    internal static WellKnownTypes? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Illow.AspNetCore.IllowWebhookAttribute") is { } attribute
            ? new WellKnownTypes(compilation, attribute)
            : null;

    private INamedTypeSymbol? Find(string name) => Compilation.GetTypeByMetadataName(name);

    private static ImmutableArray<string> ConstantsOf(INamedTypeSymbol? type) =>
        [.. type?.GetMembers().OfType<IFieldSymbol>().Select(field => field.ConstantValue).OfType<string>() ?? []];
}
