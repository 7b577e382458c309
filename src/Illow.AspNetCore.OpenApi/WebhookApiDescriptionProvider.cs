using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.OpenApi.Schemas;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Illow.AspNetCore.OpenApi;

/// <summary>
/// Makes one description of each webhook URL out of those of its handlers: a document has one operation for a URL and a method, and
/// the framework's descriptions know neither the envelope, nor the signature, nor the receiver's own answers.
/// </summary>
internal sealed class WebhookApiDescriptionProvider(WebhookSettingsMonitor settings, BodySchemas bodies) : IApiDescriptionProvider
{
    // After the framework's providers (-1100 and -1000), which describe each endpoint by itself
    public int Order => 100;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        var builder = new UrlDescriptionBuilder(settings.Current, bodies);
        foreach (var url in context.Results.Where(IsDecorated).GroupBy(DescribedPath.Of, StringComparer.OrdinalIgnoreCase).SelectMany(ByDocument).ToList())
        {
            // GET and others that an endpoint was mapped with never reach it: the attribute implies POST
            var handlers = url.Where(description => HttpMethods.IsPost(description.HttpMethod ?? HttpMethods.Post)).ToList();
            if (handlers.Count > 0)
            {
                context.Results[context.Results.IndexOf(handlers[0])] = builder.Build(handlers);
            }

            foreach (var described in url)
            {
                context.Results.Remove(described);
            }
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }

    private static bool IsDecorated(ApiDescription description) => description.ActionDescriptor.EndpointMetadata.OfType<IllowWebhookAttribute>().Any();

    // A description without a group is in every document, so nothing else of its URL can stand beside it
    private static IEnumerable<IEnumerable<ApiDescription>> ByDocument(IEnumerable<ApiDescription> url) =>
        url.Any(description => description.GroupName is null) ? [url] : url.GroupBy(description => description.GroupName, StringComparer.Ordinal);
}
