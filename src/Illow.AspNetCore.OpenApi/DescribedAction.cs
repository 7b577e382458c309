using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Illow.AspNetCore.OpenApi;

/// <summary>The action that a URL's description belongs to: from it generators take tags, names, summaries and comments in code.</summary>
internal static class DescribedAction
{
    internal static ActionDescriptor Of(IReadOnlyList<DescribedHandler> handlers)
    {
        var action = handlers is [var only] ? CopyOf(only.Description.ActionDescriptor) : Joined(handlers);

        // First, so that what the application says itself comes later and counts
        action.EndpointMetadata =
        [
            new EndpointSummaryAttribute(SummaryOf(handlers)),
            new EndpointDescriptionAttribute(DescriptionOf(handlers)),
            .. action.EndpointMetadata,
        ];
        return action;
    }

    private static ActionDescriptor CopyOf(ActionDescriptor original)
    {
        var copy = original is ControllerActionDescriptor action
            ? new ControllerActionDescriptor
            {
                ActionName = action.ActionName,
                ControllerName = action.ControllerName,
                ControllerTypeInfo = action.ControllerTypeInfo,
                MethodInfo = action.MethodInfo,
            }
            : new ActionDescriptor();
        copy.ActionConstraints = original.ActionConstraints;
        copy.AttributeRouteInfo = original.AttributeRouteInfo;
        copy.BoundProperties = original.BoundProperties;
        copy.DisplayName = original.DisplayName;
        copy.EndpointMetadata = original.EndpointMetadata;
        copy.FilterDescriptors = original.FilterDescriptors;
        copy.Parameters = original.Parameters;
        copy.Properties = original.Properties;
        copy.RouteValues = original.RouteValues;
        return copy;
    }

    // Names, comments and summaries of one handler would speak for all of them, so none of them is taken over
    private static ActionDescriptor Joined(IReadOnlyList<DescribedHandler> handlers)
    {
        var metadata = handlers.SelectMany(handler => handler.Description.ActionDescriptor.EndpointMetadata).ToList();
        List<object> joined = [ParameterDocumentation.Method, .. handlers.SelectMany(handler => handler.Declarations)];
        var tags = metadata.OfType<ITagsMetadata>().SelectMany(item => item.Tags).Distinct(StringComparer.Ordinal).ToArray();
        if (tags.Length > 0)
        {
            joined.Add(new TagsAttribute(tags));
        }

        return new ActionDescriptor
        {
            DisplayName = string.Join(", ", handlers.Select(handler => handler.Description.ActionDescriptor.DisplayName)),
            EndpointMetadata = joined,
            RouteValues = new Dictionary<string, string?>(
                handlers[0].Description.ActionDescriptor.RouteValues, StringComparer.OrdinalIgnoreCase),
        };
    }

    private static string SummaryOf(IReadOnlyList<DescribedHandler> handlers) =>
        handlers.SelectMany(handler => handler.Declarations).ToList() switch
        {
            [{ Events: [var name] }] => $"Receives the illow event {name}.",
            [{ Events: [] }] => "Receives illow events.",
            _ => "Receives illow events, distinguished by the webhook's key.",
        };

    private static string DescriptionOf(IReadOnlyList<DescribedHandler> handlers)
    {
        var text = new StringBuilder("Called by illow; the signature over the body's bytes is the authentication.");
        text.Append("\n\n| event | webhook | metadata |\n|---|---|---|\n");
        foreach (var handler in handlers)
        {
            foreach (var declaration in handler.Declarations)
            {
                var events = declaration.Events.Count == 0 ? "every other" : string.Join(", ", declaration.Events.Select(Code));
                text.Append("| ").Append(events)
                    .Append(" | ").Append(declaration.Webhook is { } webhook ? Code(webhook) : "any that may deliver it")
                    .Append(" | ").Append(handler.Metadata is { } type ? Code(NameOf(type)) : "any JSON").Append(" |\n");
            }
        }

        return text.ToString();
    }

    private static string Code(string text) => $"`{text}`";

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>"
        : type.Name;
}
