using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.OpenApi;

/// <summary>What a request has to bring besides its method and path.</summary>
internal static class DescribedParameters
{
    // The route parameter that names a registration
    private const string Webhook = "webhook";

    /// <summary>Path, signature header, and what handlers read from query and headers besides.</summary>
    internal static IEnumerable<ApiParameterDescription> Of(
        IReadOnlyList<DescribedHandler> handlers, RoutePattern route, string signatureHeader)
    {
        var declared = handlers.SelectMany(handler => handler.Description.ParameterDescriptions)
            .Where(parameter => parameter.Type is not null && !DescribedHandler.IsEnvelope(parameter.Type))
            .ToLookup(parameter => (parameter.Source.Id, Name: parameter.Name.ToUpperInvariant()));
        foreach (var name in route.Parameters.Select(parameter => parameter.Name))
        {
            yield return declared[(BindingSource.Path.Id, name.ToUpperInvariant())].FirstOrDefault() ?? InPath(name);
        }

        yield return Text(signatureHeader, BindingSource.Header, "signature");

        var others = declared.Where(parameter => IsOther(parameter.Key.Id)
            && !parameter.Key.Name.Equals(signatureHeader, StringComparison.OrdinalIgnoreCase));
        foreach (var parameter in others)
        {
            var shown = parameter.First();

            // Which handler runs is for the event to say, so a sender must bring only what all of them demand
            shown.IsRequired = parameter.Count(demanded => demanded.IsRequired) == handlers.Count;
            yield return shown;
        }
    }

    internal static ApiParameterDescription Body(IReadOnlyList<DescribedHandler> handlers, Type type) =>
        handlers is [{ OwnBody: { } own }]
            ? own
            : new ApiParameterDescription
            {
                Name = "body",
                Source = BindingSource.Body,
                Type = type,
                ModelMetadata = new DescribedModel(type),
                IsRequired = true,
            };

    internal static bool IsWebhook(ApiParameterDescription parameter) =>
        parameter.Source == BindingSource.Path && parameter.Name.Equals(Webhook, StringComparison.OrdinalIgnoreCase);

    private static bool IsOther(string source) =>
        source == BindingSource.Query.Id || source == BindingSource.Header.Id || source == BindingSource.ModelBinding.Id;

    private static ApiParameterDescription InPath(string name) =>
        Text(name, BindingSource.Path, name.Equals(Webhook, StringComparison.OrdinalIgnoreCase) ? Webhook : "segment");

    private static ApiParameterDescription Text(string name, BindingSource source, string describedBy) => new()
    {
        Name = name,
        Source = source,
        Type = typeof(string),
        ModelMetadata = new DescribedModel(typeof(string)),
        ParameterDescriptor = ParameterDocumentation.Parameter(describedBy),
        IsRequired = true,
    };
}
