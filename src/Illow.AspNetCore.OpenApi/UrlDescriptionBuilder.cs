using Illow.AspNetCore.OpenApi.Schemas;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Illow.AspNetCore.OpenApi;

/// <summary>Describes one webhook URL as a sender sees it: signed envelope in, answers out, whichever handler the event leads to.</summary>
internal sealed class UrlDescriptionBuilder(IllowWebhooksOptions options, BodySchemas bodies)
{
    internal ApiDescription Build(IReadOnlyList<ApiDescription> descriptions)
    {
        var handlers = descriptions.Select(description => new DescribedHandler(description, bodies)).ToList();
        var first = descriptions[0];
        var url = new ApiDescription
        {
            HttpMethod = HttpMethods.Post,
            GroupName = descriptions.Any(description => description.GroupName is null) ? null : first.GroupName,
            RelativePath = DescribedPath.Of(first),
            ActionDescriptor = DescribedAction.Of(handlers),
            SupportedRequestFormats = { new ApiRequestFormat { MediaType = "application/json" } },
        };
        foreach (var property in descriptions.SelectMany(description => description.Properties))
        {
            url.Properties.TryAdd(property.Key, property.Value);
        }

        IReadOnlyList<Type> bodyTypes = [.. handlers.Select(handler => handler.BodyType).Distinct()];
        url.Properties[IllowApiDescriptionExtensions.BodyTypesProperty] = bodyTypes;
        Add(url.ParameterDescriptions, DescribedParameters.Of(handlers, DescribedPath.Parse(first), options.SignatureHeader));
        url.ParameterDescriptions.Add(DescribedParameters.Body(handlers, bodyTypes is [var only] ? only : bodies.TypeFor(typeof(object))));
        Add(url.SupportedResponseTypes, DescribedAnswers.Of(handlers, url, options));
        return url;
    }

    private static void Add<T>(IList<T> list, IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            list.Add(item);
        }
    }
}
