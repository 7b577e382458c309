using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.RateLimiting;

namespace Illow.AspNetCore.Audit;

/// <summary>Finds metadata that will not count as its author means: before the event is known, one URL has one set of it.</summary>
internal static class MetadataAudit
{
    internal static IEnumerable<string> Analyze(ImmutableArray<WebhookRoute> routes, bool usesNewtonsoftJson) =>
    [
        .. routes.SelectMany(Differing),
        .. routes.SelectMany(AuthorizationIgnored),
        .. usesNewtonsoftJson ? routes.SelectMany(route => route.Handlers.SelectMany(NewtonsoftAttributes)) : [],
    ];

    private static IEnumerable<string> Differing(WebhookRoute route)
    {
        foreach (var (what, read) in Kinds)
        {
            var byValue = route.Handlers.GroupBy(handler => read(handler.Endpoint)).Take(2).ToList();
            if (byValue.Count > 1)
            {
                yield return $"'{byValue[0].First().Name}' and '{byValue[1].First().Name}' share {route.Url} but differ in {what}. "
                    + "It is applied before the event is known, so the last one's counts for both: make them the same, "
                    + "or give them different routes.";
            }
        }
    }

    // On the method itself: what a whole group or controller demands is meant for its other endpoints
    private static IEnumerable<string> AuthorizationIgnored(WebhookRoute route) =>
        from handler in route.Handlers
        where MethodOf(handler.Endpoint)?.GetCustomAttributes(inherit: true).OfType<IAuthorizeData>().Any() == true
        select $"'{handler.Name}' carries [Authorize] beside [IllowWebhook], which lets anonymous callers through to the signature check: "
            + "the authorization does not count. Remove it, or check in a middleware of your own.";

    private static IEnumerable<string> NewtonsoftAttributes(WebhookHandler handler) =>
        from parameter in MethodOf(handler.Endpoint)?.GetParameters() ?? []
        where parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(IllowEnvelope<>)
        let metadata = parameter.ParameterType.GenericTypeArguments[0]
        let attribute = FindNewtonsoftAttribute(metadata, [])
        where attribute is not null
        select $"'{handler.Name}' takes IllowEnvelope<{metadata.Name}>, and {attribute} is of Newtonsoft.Json: "
            + "metadata is read by System.Text.Json, which ignores it, although AddNewtonsoftJson() was called. "
            + "Use [JsonPropertyName] and its like, or take IllowEnvelope<JsonElement> and read RawMetadata yourself.";

    // By name: the package takes no dependency on Newtonsoft.Json
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A property that was trimmed away is not bound either.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A property that was trimmed away is not bound either.")]
    private static string? FindNewtonsoftAttribute(Type type, HashSet<Type> seen)
    {
        var element = type.GetElementType() ?? (type.IsGenericType ? null : type);
        if (element is null)
        {
            return type.GenericTypeArguments
                .Select(argument => FindNewtonsoftAttribute(argument, seen))
                .FirstOrDefault(found => found is not null);
        }

        if (!seen.Add(element) || element.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            return null;
        }

        foreach (var member in element.GetProperties(BindingFlags.Instance | BindingFlags.Public).Prepend<MemberInfo>(element))
        {
            var attribute = member.CustomAttributes.FirstOrDefault(
                data => data.AttributeType.Namespace?.StartsWith("Newtonsoft.Json", StringComparison.Ordinal) == true);
            if (attribute is not null)
            {
                return $"[{attribute.AttributeType.Name.Replace("Attribute", string.Empty, StringComparison.Ordinal)}] on "
                    + $"{(member == element ? member.Name : element.Name + "." + member.Name)}";
            }

            if (member is PropertyInfo property && FindNewtonsoftAttribute(property.PropertyType, seen) is { } nested)
            {
                return nested;
            }
        }

        return null;
    }

    private static MethodInfo? MethodOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()?.MethodInfo ?? endpoint.Metadata.GetMetadata<MethodInfo>();

    private static readonly (string What, Func<Endpoint, string?> Read)[] Kinds =
    [
        ("CORS", endpoint => endpoint.Metadata.GetMetadata<ICorsMetadata>() switch
        {
            IEnableCorsAttribute enable => enable.PolicyName ?? "(default policy)",
            { } other => other.GetType().Name,
            null => null,
        }),
        ("rate limits", endpoint => endpoint.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null
            ? "disabled"
            : endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>() is { } limit ? limit.PolicyName ?? "(policy in place)" : null),
        ("the request size limit", endpoint => endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } size
            ? size.MaxRequestBodySize?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"
            : null),
    ];
}
