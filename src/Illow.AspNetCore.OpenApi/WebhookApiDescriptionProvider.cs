using Illow.AspNetCore.OpenApi.Schemas;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.OpenApi;

/// <summary>
/// Makes one description of each webhook URL out of those of its handlers: a document has one operation for a URL and a method, and
/// the framework's descriptions know neither the envelope, nor the signature, nor the receiver's own answers.
/// </summary>
internal sealed class WebhookApiDescriptionProvider(
    IServiceProvider services,
    IEnumerable<IConfigureOptions<IllowWebhooksOptions>> configure,
    IEnumerable<IPostConfigureOptions<IllowWebhooksOptions>> postConfigure,
    BodySchemas bodies) : IApiDescriptionProvider
{
    // The lowest executes first and is executed last: in between others describe actions, and part descriptions by version
    public int Order => int.MinValue;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context) => MinimalEndpointDescriber.Describe(context, services);

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        // Without the checks: a document needs no key
        var options = new OptionsFactory<IllowWebhooksOptions>(configure, postConfigure).Create(Options.DefaultName);
        var builder = new UrlDescriptionBuilder(options, bodies);
        var urls = context.Results.Where(IsDecorated).GroupBy(DescribedPath.Of, StringComparer.OrdinalIgnoreCase);
        foreach (var url in urls.SelectMany(ByDocument).ToList())
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

    private static bool IsDecorated(ApiDescription description) =>
        description.ActionDescriptor.EndpointMetadata.OfType<IllowWebhookAttribute>().Any();

    // A description without a group is in every document, so nothing else of its URL can stand beside it
    private static IEnumerable<IEnumerable<ApiDescription>> ByDocument(IEnumerable<ApiDescription> url) =>
        url.Any(description => description.GroupName is null)
            ? [url]
            : url.GroupBy(description => description.GroupName, StringComparer.Ordinal);
}
